import type { ChatMessage, ToolCall } from '../../core/model/chatRequest.ts';

interface FunctionCall {
  readonly name: string;
  readonly arguments: string;
}

/** A message as ERNIE's first API takes it. */
export type ErnieMessage =
  | { readonly role: 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly function_call?: FunctionCall }
  | { readonly role: 'function'; readonly name: string; readonly content: string };

/** Stands where the order asks for a message and there is none; an empty one is refused. */
const NOTHING = '…';

/**
 * The conversation in the order that alone is accepted: users (or results of functions) and assistant by turns, users
 * first and last. Neighbours of one role become one message, and no text is lost.
 */
export function ernieMessages(messages: readonly ChatMessage[]): readonly ErnieMessage[] {
  const ordered: ErnieMessage[] = [];
  const push = (message: ErnieMessage): void => {
    const last = ordered.at(-1);
    if (last && isAsking(last) === isAsking(message)) {
      const joined = join(last, message);
      if (joined) {
        ordered[ordered.length - 1] = joined;
        return;
      }
      ordered.push(filler(last));
    } else if (!last && !isAsking(message)) ordered.push(filler(message));
    ordered.push(message);
  };
  for (const message of singleCalls(messages)) push(message);
  const last = ordered.at(-1);
  if (!last || !isAsking(last)) ordered.push({ role: 'user', content: NOTHING });
  return ordered.map((message) =>
    message.content === '' && !('function_call' in message) ? { ...message, content: NOTHING } : message,
  );
}

/** What the API takes beside the conversation. */
export function ernieSystem(messages: readonly ChatMessage[]): string {
  const texts = messages.map((message) => (message.role === 'system' ? message.text : ''));
  return texts.filter((text) => text !== '').join('\n\n');
}

const isAsking = ({ role }: ErnieMessage): boolean => role !== 'assistant';

const filler = (message: ErnieMessage): ErnieMessage => ({
  role: isAsking(message) ? 'assistant' : 'user',
  content: NOTHING,
});

/** Two neighbours as one message; `undefined` when both have to stand by themselves. */
function join(first: ErnieMessage, second: ErnieMessage): ErnieMessage | undefined {
  const content = [first.content, second.content].filter((text) => text !== '').join('\n\n');
  if (first.role === 'user' && second.role === 'user') return { role: 'user', content };
  if (first.role !== 'assistant' || second.role !== 'assistant' || first.function_call) return undefined;
  return { ...second, content };
}

/** One call a message, each followed by its result: the API knows no calls side by side. */
function singleCalls(messages: readonly ChatMessage[]): readonly ErnieMessage[] {
  const open = new Map<string, ToolCall>();
  const single: ErnieMessage[] = [];
  for (const message of messages) {
    if (message.role === 'user') single.push({ role: 'user', content: message.text });
    else if (message.role === 'assistant') {
      for (const call of message.toolCalls ?? []) open.set(call.callId, call);
      if (message.text !== '' || !message.toolCalls?.length)
        single.push({ role: 'assistant', content: message.text });
    } else if (message.role === 'tool') {
      const { name = 'function', argumentsText = '{}' } = open.get(message.callId) ?? {};
      single.push(
        { role: 'assistant', content: '', function_call: { name, arguments: argumentsText } },
        { role: 'function', name, content: message.result },
      );
    }
  }
  return single;
}
