import { estimateTokens } from '../../src/core/usage/estimateTokens.ts';
import type { AnswerDelta, ChatCompletionRequest } from './answer.ts';
import { countInput, type ServedUsage } from './countTokens.ts';

/** `zhipu` is Zhipu v4's way of writing the same things. */
export type Flavour = 'openai' | 'zhipu';

/** Writes one answer in the OpenAI dialect, and counts it on the way. */
export interface AnswerWriter {
  /** The chunk of one delta, as JSON. */
  chunk(delta: Exclude<AnswerDelta, { type: 'finish' }>): string;
  /** The chunks that end a stream, as JSON. `usage` in place of the counted one; `false` for none. */
  finish(reason?: string, usage?: object | false): readonly string[];
  /** The whole answer, as JSON. */
  whole(reason?: string, usage?: object | false): string;
  readonly served: ServedUsage;
}

export function createAnswerWriter(
  request: ChatCompletionRequest,
  flavour: Flavour,
  id: string,
  model = request.model,
): AnswerWriter {
  let text = '';
  let reasoning = '';
  const calls: object[] = [];
  let written = '';
  const head = { id, created: Math.floor(Date.now() / 1000), model };

  const chunkOf = (choices: readonly object[], usage?: object): string =>
    JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...(usage && { usage }) });

  const choiceOf = (delta: object, reason?: string): object =>
    flavour === 'zhipu'
      ? // The role is on every chunk, and `finish_reason` on none but the last.
        { index: 0, ...(reason && { finish_reason: reason }), delta: { role: 'assistant', ...delta } }
      : { index: 0, delta, finish_reason: reason ?? null };

  const served = (): ServedUsage => ({
    model,
    inputTokens: countInput(request),
    outputTokens: estimateTokens(written),
    reasoningTokens: estimateTokens(reasoning),
  });

  const endOf = (reason: string | undefined): string => reason ?? (calls.length > 0 ? 'tool_calls' : 'stop');
  const usageOf = (usage: object | false | undefined): object | undefined =>
    usage === false ? undefined : (usage ?? wireUsage(served()));

  return {
    get served() {
      return served();
    },
    chunk(delta) {
      switch (delta.type) {
        case 'text':
          text += delta.text;
          written += delta.text;
          return chunkOf([choiceOf({ content: delta.text })]);
        case 'reasoning':
          reasoning += delta.text;
          written += delta.text;
          return chunkOf([choiceOf({ reasoning_content: delta.text })]);
        case 'tool-call': {
          const call = {
            index: calls.length,
            id: delta.callId,
            type: 'function',
            function: { name: delta.name, arguments: delta.argumentsText },
          };
          calls.push(call);
          written += delta.name + delta.argumentsText;
          return chunkOf([choiceOf({ tool_calls: [call] })]);
        }
      }
    },
    finish(reason, usage) {
      const counted = usageOf(usage);
      if (flavour === 'zhipu') return [chunkOf([choiceOf({ content: '' }, endOf(reason))], counted)];
      const asked = (request as { stream_options?: { include_usage?: boolean } }).stream_options
        ?.include_usage;
      return [chunkOf([choiceOf({}, endOf(reason))]), ...(asked && counted ? [chunkOf([], counted)] : [])];
    },
    whole(reason, usage) {
      const message = {
        role: 'assistant',
        content: text,
        ...(reasoning && { reasoning_content: reasoning }),
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
