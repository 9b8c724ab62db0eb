import os from 'node:os';

/** The name that the operating system knows the user by: in a container it may know the number only. */
export function userName(userInfo: () => { readonly username: string } = os.userInfo): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
