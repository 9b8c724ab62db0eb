import type { DialogueSetting } from '../../../../src/core/dialogueSetting.ts';
import type { ChatMessage, ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import { createProvider } from '../../../../src/providers/createProvider.ts';
import { createDialogueMemory } from '../../../../src/providers/dialogue/memory.ts';
import { createCustomEndpoint } from '../../../../src/providers/endpoint.ts';
import { createHostTransport } from '../../../../src/providers/transport/hostTransport.ts';
import type { Transport } from '../../../../src/providers/transport/transport.ts';
import type { DialogueService } from '../../../model-server/dialogueService.ts';
import { chatRequest, NEVER, textOf } from '../clients.ts';
import { createManualClock, type ManualClock } from '../manualClock.ts';

export const KEY = 'inkstone:s3cret-of-the-company';

/** A clock on which waits between calls pass at once, while limits and heartbeats stand still. */
export function createHastyClock(): ManualClock {
  const clock = createManualClock();
  return {
    ...clock,
    get pendingTimers() {
      return clock.pendingTimers;
    },
    setTimer(callback, delayMs) {
      const timer = clock.setTimer(callback, delayMs);
      if (delayMs <= 5000 && delayMs !== 2500) setImmediate(() => clock.advance(delayMs));
      return timer;
    },
  };
}

export interface DialogueClient {
  readonly provider: Provider;
  readonly clock: ManualClock;
}

/** The whole client at a dialogue service. */
export function createDialogueClient(
  { url }: Pick<DialogueService, 'url'>,
  setting: DialogueSetting = {},
  {
    key = KEY,
    transport = createHostTransport(),
    clock = createHastyClock(),
  }: { readonly key?: string; readonly transport?: Transport; readonly clock?: ManualClock } = {},
): DialogueClient {
  const endpoint = createCustomEndpoint('company', { baseUrl: url, dialect: 'dialogue', dialogue: setting });
  const provider = createProvider(
    { transport, record: () => {}, clock, random: () => 0, dialogues: createDialogueMemory(clock) },
    { ...endpoint, isLocal: false },
    async () => ({ provider: 'company', origin: new URL(url).origin, value: key, createdAt: 0 }),
  );
  return { provider, clock };
}

export const question = (text: string, overrides: Partial<ChatRequest> = {}): ChatRequest =>
  chatRequest({ messages: [{ role: 'user', text }], ...overrides });

/** A conversation as the chat leads it: each question goes with all that was said before. */
export function createChat({ provider }: Pick<DialogueClient, 'provider'>, id = 'chat-1') {
  const said: { question: string; answer: string }[] = [];
  const answer = async (index: number, text: string, signal = NEVER): Promise<string> => {
    const messages: ChatMessage[] = [
      { role: 'system', text: 'Be brief.' },
      ...said.slice(0, index).flatMap((turn): ChatMessage[] => [
        { role: 'user', text: turn.question },
        { role: 'assistant', text: turn.answer },
      ]),
      { role: 'user', text },
    ];
    const request = chatRequest({ messages, conversation: { id, turn: `turn-${index}` } });
    const events = [];
    for await (const event of provider.stream(request, signal)) events.push(event);
    said[index] = { question: text, answer: textOf(events) };
    return said[index].answer;
  };
  return {
    said,
    ask: (text: string) => answer(said.length, text),
    askAgain: (index: number, text = said[index]!.question) => answer(index, text),
  };
}
