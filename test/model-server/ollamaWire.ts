import type { ChatCompletionRequest, WireMessage } from './answer.ts';
import { createTally, type ServedUsage } from './countTokens.ts';
import { ollamaEmbeddings } from './embed.ts';
import type { Wire, WireWriter } from './wire.ts';

interface OllamaRequest extends Pick<ChatCompletionRequest, 'model' | 'stream' | 'tools'> {
  readonly messages: readonly {
    readonly role: 'system' | 'user' | 'assistant' | 'tool';
    readonly content: string;
    readonly thinking?: string;
    readonly tool_call_id?: string;
    readonly tool_calls?: readonly {
      readonly id: string;
      readonly function: { readonly name: string; readonly arguments: object };
    }[];
  }[];
  readonly options?: { readonly num_predict?: number; readonly temperature?: number };
}

/** Ollama's own API. */
export const OLLAMA_WIRE: Wire = {
  contentType: 'application/x-ndjson',
  read: ({ method, path, body }) =>
    method === 'POST' && path === '/api/chat' ? requestOf(body as OllamaRequest) : undefined,
  writer: (request, _id, model = request.model) => createWriter(request, model),
  lookUp({ method, path, body }, models) {
    switch (`${method} ${path}`) {
      case 'GET /api/version':
        return { version: '0.12.0' };
      case 'GET /api/tags':
        return { models: models.map((name) => ({ name, model: name, size: 1 })) };
      case 'GET /api/ps':
        return { models: [] };
      case 'POST /api/embed':
        return ollamaEmbeddings(body);
      case 'POST /api/show':
        return models.includes((body as { model: string }).model)
          ? {
              capabilities: ['completion', 'tools'],
              model_info: { 'general.architecture': 'test', 'test.context_length': 65_536 },
            }
          : undefined;
      default:
        return undefined;
    }
  },
};

function requestOf({ model, messages, stream = true, tools, options }: OllamaRequest): ChatCompletionRequest {
  return {
    model,
    stream,
    messages: messages.map(
      ({ role, content, thinking, tool_call_id, tool_calls }): WireMessage => ({
        role,
        content,
        ...(thinking && { reasoning_content: thinking }),
        ...(tool_call_id && { tool_call_id }),
        ...(tool_calls && {
          tool_calls: tool_calls.map((call) => ({
            id: call.id,
            function: { name: call.function.name, arguments: JSON.stringify(call.function.arguments) },
          })),
        }),
      }),
    ),
    ...(tools && { tools }),
    ...(options?.num_predict !== undefined && { max_tokens: options.num_predict }),
    ...(options?.temperature !== undefined && { temperature: options.temperature }),
  };
}

function createWriter(request: ChatCompletionRequest, model: string): WireWriter {
  const tally = createTally(request, model);
  const line = (message: object, rest: object = { done: false }): string =>
    JSON.stringify({
      model,
      created_at: '2026-11-21T04:00:00Z',
      message: { role: 'assistant', ...message },
      ...rest,
    });
  const callOf = (callId: string, name: string, argumentsText: string): object => ({
    id: callId,
    function: { name, arguments: JSON.parse(argumentsText) },
  });
  const counts = (reason: string, usage: object | false | undefined): object => ({
    done: true,
    done_reason: reason,
    total_duration: 1,
    load_duration: 1,
    ...(usage === undefined ? wireUsage(tally.served) : usage || {}),
  });

  return {
    get served() {
      return tally.served;
    },
    delta(delta) {
      tally.add(delta);
      switch (delta.type) {
        case 'text':
          return `${line({ content: delta.text })}\n`;
        case 'reasoning':
          return `${line({ content: '', thinking: delta.text })}\n`;
        case 'tool-call':
          return `${line({ content: '', tool_calls: [callOf(delta.callId, delta.name, delta.argumentsText)] })}\n`;
      }
    },
    end: (reason = 'stop', usage) => `${line({ content: '' }, counts(reason, usage))}\n`,
    whole: (reason = 'stop', usage) =>
      line(
        {
          content: tally.text,
          ...(tally.reasoning && { thinking: tally.reasoning }),
          ...(tally.calls.length > 0 && {
            tool_calls: tally.calls.map(({ callId, name, argumentsText }) =>
              callOf(callId, name, argumentsText),
            ),
          }),
        },
        counts(reason, usage),
      ),
  };
}

const wireUsage = ({ inputTokens, outputTokens }: ServedUsage): object => ({
  prompt_eval_count: inputTokens,
  prompt_eval_duration: 1,
  eval_count: outputTokens,
  eval_duration: 1,
});
