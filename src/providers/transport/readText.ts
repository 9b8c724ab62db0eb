import type { Reply } from './transport.ts';

/** The body as text, at most about `characters` of it. A body that breaks off is as long as it got. */
export async function readText(reply: Reply, characters: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of reply.body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > characters) break;
    }
  } catch {
    // The status has already said what matters.
  }
  return text + decoder.decode();
}

/** Closes a reply whose body nobody wants. */
export async function discardBody(reply: Reply): Promise<void> {
  await reply.body[Symbol.asyncIterator]().return?.();
}
