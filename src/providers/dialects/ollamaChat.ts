import type { ChatMessage, ChatRequest } from '../../core/model/chatRequest.ts';
import type { Dialect, HttpRefusal, Refusal } from './dialect.ts';
import { LINE_FRAMING } from './framing.ts';
import { parseObject } from './json.ts';
import { createOllamaDecoder } from './ollamaDecoder.ts';
import { refusalOf } from './openaiErrors.ts';

/**
 * Ollama's own chat: unlike its imitation of OpenAI's it can be told how much the model shall read, and says so when
 * that is not enough (ollama/ollama, docs/api.md and server/routes.go).
 */
export const OLLAMA_CHAT: Dialect = {
  framing: LINE_FRAMING,
  url: (baseUrl) => `${withoutImitation(baseUrl)}/api/chat`,
  headers: () => ({}),
  encode,
  // A last message of the assistant's is gone on with.
  resumes: () => true,
  decoder: (_now, fail) => createOllamaDecoder(fail),
  refusal: ollamaRefusal,
};

/** Settings may still hold the address of the imitation. */
const withoutImitation = (baseUrl: string): string => baseUrl.replace(/\/v1$/, '');

function encode(request: ChatRequest): Readonly<Record<string, unknown>> {
  const { model, messages, tools = [], temperature, maxOutputTokens, continues } = request;
  const reasoning = continues ? 'off' : request.reasoning;
  return {
    model: model.name,
    messages: [
      ...messages.map((message, index) => encodeMessage(message, messages.slice(0, index))),
      ...(continues ? [{ role: 'assistant', content: continues.text }] : []),
    ],
    stream: request.delivery !== 'whole',
    // A model that cannot think refuses to be told whether to.
    ...(model.can.reasoning && reasoning !== undefined && { think: reasoning === 'on' }),
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function', function: tool })) }),
    // What is too long is refused, and not cut at its beginning without a word.
    truncate: false,
    shift: false,
    options: {
      num_ctx: model.contextTokens,
      ...(maxOutputTokens !== undefined && { num_predict: Math.max(1, maxOutputTokens) }),
      ...(temperature !== undefined && { temperature }),
    },
  };
}

function encodeMessage(message: ChatMessage, before: readonly ChatMessage[]): object {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user': {
      const { text, pictures = [] } = message;
      return {
        role: 'user',
        content: text,
        ...(pictures.length > 0 && { images: pictures.map(({ data }) => data) }),
      };
    }
    case 'assistant': {
      const { text, reasoning, toolCalls = [] } = message;
      if (toolCalls.length === 0) return { role: 'assistant', content: text };
      return {
        role: 'assistant',
        content: text,
        ...(reasoning && { thinking: reasoning }),
        tool_calls: toolCalls.map(({ callId, name, argumentsText }) => ({
          id: callId,
          function: { name, arguments: parseObject(argumentsText) ?? {} },
        })),
      };
    }
    case 'tool':
      return {
        role: 'tool',
        content: message.result,
        tool_call_id: message.callId,
        tool_name: nameOfCall(message.callId, before),
      };
  }
}

/** Models' templates know a result by the name of its tool, and not by the id of the call. */
function nameOfCall(callId: string, before: readonly ChatMessage[]): string | undefined {
  return before
    .flatMap((message) => (message.role === 'assistant' ? (message.toolCalls ?? []) : []))
    .findLast((call) => call.callId === callId)?.name;
}

function ollamaRefusal(reply: HttpRefusal): Refusal {
  const refusal = refusalOf({ errors: {} }, reply);
  const { message = '' } = refusal;
  if (/requires more system memory/.test(message)) return { ...refusal, kind: 'bad-request' };
  const missing = /^model ["']?(\S+?)["']? not found/.exec(message)?.[1];
  return missing ? { ...refusal, kind: 'unknown-model', command: `ollama pull ${missing}` } : refusal;
}
