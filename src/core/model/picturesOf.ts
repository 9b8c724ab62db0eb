import type { ChatMessage } from './chatRequest.ts';
import type { Picture } from './picture.ts';

/** The pictures of a prompt, in its order. */
export function picturesOf(messages: readonly ChatMessage[]): readonly Picture[] {
  return messages.flatMap((message) => (message.role === 'user' ? (message.pictures ?? []) : []));
}
