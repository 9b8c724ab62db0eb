import * as vscode from 'vscode';

/** A server that has not answered by then may be starting; what it would say is not waited for. */
const ONE_ANSWER_MS = 2500;

/** Asks the editor's language servers; `undefined` where none answers in time, or when `signal` is aborted. */
export async function askProvider<Answer>(
  [command, ...args]: readonly [command: string, ...args: unknown[]],
  signal: AbortSignal,
): Promise<Answer | undefined> {
  if (signal.aborted) return undefined;
  const givenUp = AbortSignal.any([signal, AbortSignal.timeout(ONE_ANSWER_MS)]);
  let stopWaiting = (): void => {};
  const never = new Promise<undefined>((resolve) => {
    stopWaiting = () => resolve(undefined);
    givenUp.addEventListener('abort', stopWaiting, { once: true });
  });
  try {
    return await Promise.race([vscode.commands.executeCommand<Answer | undefined>(command, ...args), never]);
  } finally {
    givenUp.removeEventListener('abort', stopWaiting);
  }
}
