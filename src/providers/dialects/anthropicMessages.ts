import type { ChatMessage, ChatRequest } from '../../core/model/chatRequest.ts';
import type { Picture } from '../../core/model/picture.ts';
import { createAnthropicDecoder } from './anthropicDecoder.ts';
import { anthropicThinking, takesPrefill } from './anthropicThinking.ts';
import type { Dialect, HttpRefusal, Refusal } from './dialect.ts';
import { EVENT_FRAMING } from './framing.ts';
import { parseJson, parseObject } from './json.ts';
import { type ErrorTraits, refusalOf } from './openaiErrors.ts';

/** How one server of the Messages API differs from the others. */
export interface AnthropicTraits extends ErrorTraits {
  /** Who has to wait is told how long; a limit without a time is one that no waiting lifts, such as a spending cap. */
  readonly tellsWaits: boolean;
}

/** Anthropic's Messages, and those who speak them: GLM, gateways, servers on this machine. */
export function createAnthropicMessages(differences: Partial<AnthropicTraits> = {}): Dialect {
  const traits = { errors: {}, tellsWaits: false, ...differences };
  return {
    framing: EVENT_FRAMING,
    url: (baseUrl) => `${withoutVersion(baseUrl)}/v1/messages`,
    headers: () => ANTHROPIC_HEADERS,
    encode,
    resumes: (_baseUrl, request) => takesPrefill(request),
    decoder: (now, fail) => createAnthropicDecoder(traits, now, fail),
    refusal: (reply) => refusal(traits, reply),
  };
}

export const ANTHROPIC_HEADERS = { 'anthropic-version': '2023-06-01' };

/** The base URL is known with and without the version at its end. */
export const withoutVersion = (baseUrl: string): string => baseUrl.replace(/\/v1$/, '');

function encode(request: ChatRequest): Readonly<Record<string, unknown>> {
  const { model, messages, tools = [], maxOutputTokens = model.maxOutputTokens, continues } = request;
  const system = messages.flatMap((message) => (message.role === 'system' ? message.text : []));
  return {
    model: model.name,
    max_tokens: Math.max(1, maxOutputTokens),
    ...(system.length > 0 && { system: system.join('\n\n') }),
    messages: turnsOf(continues ? [...messages, { role: 'assistant', text: continues.text }] : messages),
    stream: request.delivery !== 'whole',
    ...anthropicThinking(request, maxOutputTokens),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({
        name,
        description,
        input_schema: parameters,
      })),
    }),
  };
}

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: object[];
}

/** The results of tools are the user's, and neighbours of one role are one turn. */
function turnsOf(messages: readonly ChatMessage[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const content = blocksOf(message);
    if (content.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content });
  }
  return turns;
}

function blocksOf(message: ChatMessage): object[] {
  switch (message.role) {
    case 'system':
      return [];
    case 'user':
      return [...pictureBlocks(message.pictures ?? []), ...textBlocks(message.text)];
    case 'tool':
      return [{ type: 'tool_result', tool_use_id: wireId(message.callId), content: message.result }];
    case 'assistant': {
      const { text, sealedReasoning, toolCalls = [] } = message;
      if (toolCalls.length === 0) return textBlocks(text);
      const sealed = sealedReasoning === undefined ? undefined : parseJson(sealedReasoning);
      return [
        ...(Array.isArray(sealed) ? sealed : []),
        ...textBlocks(text),
        ...toolCalls.map(({ callId, name, argumentsText }) => ({
          type: 'tool_use',
          id: wireId(callId),
          name,
          input: parseObject(argumentsText) ?? {},
        })),
      ];
    }
  }
}

const pictureBlocks = (pictures: readonly Picture[]): object[] =>
  pictures.map(({ mediaType, data }) => ({
    type: 'image',
    source: { type: 'base64', media_type: mediaType, data },
  }));

/** A block without text is refused. */
const textBlocks = (text: string): object[] => (text.trim() === '' ? [] : [{ type: 'text', text }]);

/** Ids that another provider made may hold characters that are refused here. */
const wireId = (callId: string): string => callId.replace(/[^\w-]/g, '_');

function refusal(traits: AnthropicTraits, reply: HttpRefusal): Refusal {
  const found = refusalOf(traits, reply);
  const isCap = traits.tellsWaits && found.kind === 'rate-limit' && found.retryAfterMs === undefined;
  return isCap ? { ...found, kind: 'quota' } : found;
}
