import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { Dialect, Fail } from '../dialects/dialect.ts';
import { EVENT_FRAMING } from '../dialects/framing.ts';
import type { JsonObject } from '../dialects/json.ts';
import { createDialogueDecoder, type DialogueDecoder } from './dialogueDecoder.ts';
import { refusalOfReply } from './dialogueErrors.ts';
import { withValueAt } from './fields.ts';
import { addressOf, type DialogueService } from './service.ts';
import { historyOf, systemOf, textOf, userInput } from './userInput.ts';

/** Where a turn belongs. */
export interface Place {
  /** The service knows the turns before it. */
  readonly contextId?: string;
  /** The dialogue that is answered anew. */
  readonly amends?: string;
}

export interface DialogueDialect extends Dialect {
  decoder(now: number, fail: Fail): DialogueDecoder;
}

/**
 * The plain way to a dialogue service: one request, one answer. `onDecoder` is given what reads the answer, for what it
 * says beside the text.
 */
export function createDialogueDialect(
  service: DialogueService,
  place: Place = {},
  onDecoder: (decoder: DialogueDecoder) => void = () => {},
): DialogueDialect {
  return {
    framing: EVENT_FRAMING,
    method: place.amends === undefined ? 'POST' : 'PUT',
    url: (baseUrl) =>
      place.amends === undefined
        ? addressOf(baseUrl, service.paths.create)
        : addressOf(baseUrl, service.paths.read, place.amends),
    headers: ({ id }) => ({ 'x-request-id': id }),
    encode: (request) => encodeDialogue(service, place, request),
    decoder(now, fail) {
      const decoder = createDialogueDecoder(service, now, fail);
      onDecoder(decoder);
      return decoder;
    },
    refusal: refusalOfReply,
  };
}

/** What is asked of the service, however it answers. */
export function encodeDialogue(
  { fields, extra }: DialogueService,
  place: Place,
  request: ChatRequest,
): JsonObject {
  const { messages, model, maxOutputTokens, temperature } = request;
  const isKnown = place.contextId !== undefined;
  const system = systemOf(messages);
  const history = historyOf(messages).map((message) => ({ role: message.role, content: textOf(message) }));
  const parts: readonly (readonly [way: string, value: unknown])[] = [
    [fields.contextId, place.contextId],
    [
      fields.userInput,
      userInput(messages, {
        hasSystem: isKnown || fields.system !== '',
        hasHistory: isKnown || fields.history !== '',
      }),
    ],
    [fields.system, isKnown || system === '' ? undefined : system],
    [fields.history, isKnown || history.length === 0 ? undefined : history],
    [fields.model, model.name],
    [fields.maxTokens, maxOutputTokens],
    [fields.temperature, temperature],
  ];
  return parts.reduce<JsonObject>(
    (body, [way, value]) => (value === undefined ? body : withValueAt(body, way, value)),
    extra,
  );
}
