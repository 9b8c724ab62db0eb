import type { ChatMessage } from '../../core/model/chatRequest.ts';

interface Told {
  /** The rules have a field of their own. */
  readonly hasSystem: boolean;
  /** The earlier turns have one, or the service knows them. */
  readonly hasHistory: boolean;
}

const SPEAKERS: Readonly<Record<ChatMessage['role'], string>> = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
};

/** All that is to be said to the service in one text: the rules, what was said before, and the question. */
export function userInput(messages: readonly ChatMessage[], told: Told): string {
  const question = messages.at(-1);
  const earlier = told.hasHistory ? [] : historyOf(messages);
  return [
    ...(told.hasSystem ? [] : [systemOf(messages)]),
    ...(earlier.length > 0 ? ['The conversation so far:'] : []),
    ...earlier.map((message) => `${SPEAKERS[message.role]}: ${textOf(message)}`),
    ...(earlier.length > 0 ? ['Answer this:'] : []),
    ...(question ? [textOf(question)] : []),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The rules. */
export function systemOf(messages: readonly ChatMessage[]): string {
  return messages
    .filter(({ role }) => role === 'system')
    .map(textOf)
    .join('\n\n');
}

/** What was said before the question. */
export function historyOf(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  return messages.slice(0, -1).filter(({ role }) => role !== 'system');
}

export const textOf = (message: ChatMessage): string =>
  message.role === 'tool' ? message.result : message.text;
