import type { ChatCompletionRequest } from './answer.ts';
import { createTally, type ServedUsage } from './countTokens.ts';
import { openaiEmbeddings } from './embed.ts';
import type { Wire, WireWriter } from './wire.ts';

/** `zhipu` is Zhipu v4's way of writing the same things. */
export type Flavour = 'openai' | 'zhipu';

/** OpenAI's chat completions below a base. */
export function createOpenaiWire(base: string, flavour: Flavour): Wire {
  return {
    contentType: `text/event-stream${flavour === 'zhipu' ? ';charset=UTF-8' : ''}`,
    read: ({ method, path, body }) =>
      method === 'POST' && path === `${base}/chat/completions` ? (body as ChatCompletionRequest) : undefined,
    lookUp({ method, path, body }, models) {
      if (method === 'POST' && path === `${base}/embeddings`) return openaiEmbeddings(body);
      return method === 'GET' && path === `${base}/models` ? modelList(models) : undefined;
    },
    writer: (request, id, model = request.model) => createWriter(flavour, request, id, model),
  };
}

function createWriter(
  flavour: Flavour,
  request: ChatCompletionRequest,
  id: string,
  model: string,
): WireWriter {
  const tally = createTally(request, model);
  const calls: object[] = [];
  const head = { id, created: Math.floor(Date.now() / 1000), model };

  const frameOf = (choices: readonly object[], usage?: object): string =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...(usage && { usage }) })}\n\n`;

  const choiceOf = (delta: object, reason?: string): object =>
    flavour === 'zhipu'
      ? // The role is on every chunk, and `finish_reason` on none but the last.
        { index: 0, ...(reason && { finish_reason: reason }), delta: { role: 'assistant', ...delta } }
      : { index: 0, delta, finish_reason: reason ?? null };

  const endOf = (reason: string | undefined): string => reason ?? (calls.length > 0 ? 'tool_calls' : 'stop');
  const usageOf = (usage: object | false | undefined): object | undefined =>
    usage === false ? undefined : (usage ?? wireUsage(tally.served));

  return {
    get served() {
      return tally.served;
    },
    delta(delta) {
      tally.add(delta);
      switch (delta.type) {
        case 'text':
          return frameOf([choiceOf({ content: delta.text })]);
        case 'reasoning':
          return frameOf([choiceOf({ reasoning_content: delta.text })]);
        case 'tool-call': {
          const call = {
            index: calls.length,
            id: delta.callId,
            type: 'function',
            function: { name: delta.name, arguments: delta.argumentsText },
          };
          calls.push(call);
          return frameOf([choiceOf({ tool_calls: [call] })]);
        }
      }
    },
    end(reason, usage) {
      const counted = usageOf(usage);
      const done = 'data: [DONE]\n\n';
      if (flavour === 'zhipu') return frameOf([choiceOf({ content: '' }, endOf(reason))], counted) + done;
      const asked = (request as { stream_options?: { include_usage?: boolean } }).stream_options
        ?.include_usage;
      return frameOf([choiceOf({}, endOf(reason))]) + (asked && counted ? frameOf([], counted) : '') + done;
    },
    whole(reason, usage) {
      const message = {
        role: 'assistant',
        content: tally.text,
        ...(tally.reasoning && { reasoning_content: tally.reasoning }),
        ...(calls.length > 0 && { tool_calls: calls }),
      };
      return JSON.stringify({
        ...head,
        ...(flavour === 'zhipu' && { request_id: id }),
        object: 'chat.completion',
        choices: [{ index: 0, finish_reason: endOf(reason), message }],
        usage: usageOf(usage),
      });
    },
  };
}

function wireUsage({ inputTokens, outputTokens, reasoningTokens }: ServedUsage): object {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}

const modelList = (names: readonly string[]): object => ({
  object: 'list',
  data: names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'inkstone-test' })),
});

/** The body of an HTTP error as the flavour writes it. Zhipu's codes are strings. */
export function errorBody(flavour: Flavour, code: string, message: string): object {
  return flavour === 'zhipu'
    ? { error: { code, message } }
    : { error: { message, type: 'invalid_request_error', param: null, code } };
}

/** Cuts a text into pieces about the size of tokens: words with the blank before them, and single ideographs. */
export function pieces(text: string): readonly string[] {
  return text.match(/[\u2e80-\uffef]|\s?[^\s\u2e80-\uffef]{1,8}|\s/gu) ?? [];
}
