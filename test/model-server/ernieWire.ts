import { estimateTokens } from '../../src/core/usage/estimateTokens.ts';
import type { AnswerDelta, ChatCompletionRequest, WireMessage } from './answer.ts';
import { countInput } from './countTokens.ts';
import type { Wire, WireWriter } from './wire.ts';

const CHAT = /^\/rpc\/2\.0\/ai_custom\/v1\/wenxinworkshop\/chat\/([^?]+)/;
const TOKEN_LIFETIME_S = 2_592_000;

const tokenOf = (count: number): string => `24.token-${count}.2592000`;

interface ErnieRequest {
  readonly messages: readonly WireMessage[];
  readonly system?: string;
  readonly stream?: boolean;
}

/**
 * ERNIE's first API, and the token that it is asked with, of which only the latest counts; also Baidu AI Cloud's
 * temporary bearer.
 */
export function createErnieWire(): Wire {
  let tokens = 0;
  return {
    contentType: 'text/event-stream;charset=utf-8',
    read({ method, path, body }) {
      const endpoint = CHAT.exec(path)?.[1];
      if (method !== 'POST' || endpoint === undefined) return undefined;
      const { messages, system, stream } = body as ErnieRequest;
      return {
        model: decodeURIComponent(endpoint),
        messages: [
          ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
          ...messages,
        ],
        ...(stream !== undefined && { stream }),
      };
    },
    refuse({ path }) {
      const sent = new URLSearchParams(path.split('?')[1]).get('access_token');
      return sent === null || sent === tokenOf(tokens)
        ? undefined
        : { error_code: 110, error_msg: 'Access token invalid or no longer valid' };
    },
    token({ method, path }) {
      if (method === 'POST' && path.startsWith('/oauth/2.0/token'))
        return {
          access_token: tokenOf(++tokens),
          expires_in: TOKEN_LIFETIME_S,
          refresh_token: `25.refresh-${tokens}`,
          session_key: 'session',
          session_secret: 'secret',
          scope: 'public brain_all_scope',
        };
      if (method === 'GET' && path.startsWith('/v1/BCE-BEARER/token'))
        return { token: `bce-v3/ALTAK-temporary/${++tokens}`, expireTime: '2026-11-22T00:00:00Z' };
      return undefined;
    },
    writer: createErnieWriter,
  };
}

function createErnieWriter(request: ChatCompletionRequest, id: string): WireWriter {
  let text = '';
  let written = '';
  let sentence = 0;
  let call: object | undefined;
  const served = () => ({
    model: request.model,
    inputTokens: countInput(request),
    outputTokens: estimateTokens(written),
    reasoningTokens: 0,
  });
  const usage = (): object => {
    const { inputTokens, outputTokens } = served();
    return {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    };
  };
  const answer = (own: object, counted: object | false = usage()): string =>
    JSON.stringify({
      id: `as-${id}`,
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      is_truncated: false,
      need_clear_history: false,
      ...own,
      ...(counted && { usage: counted }),
    });
  const frame = (own: object, counted?: object | false): string =>
    `data: ${answer({ sentence_id: sentence++, ...own }, counted)}\n\n`;
  const endOf = (reason = call ? 'function_call' : 'normal'): object => ({ finish_reason: reason });

  return {
    get served() {
      return served();
    },
    delta(delta: Exclude<AnswerDelta, { type: 'finish' }>) {
      if (delta.type === 'tool-call') {
        call = { name: delta.name, arguments: delta.argumentsText, thoughts: '' };
        written += delta.name + delta.argumentsText;
        return frame({ is_end: false, result: '', function_call: call });
      }
      text += delta.text;
      written += delta.text;
      return frame({ is_end: false, result: delta.text });
    },
    end: (reason, counted) => frame({ is_end: true, result: '', ...endOf(reason) }, counted),
    whole: (reason, counted) =>
      answer({ result: text, ...(call && { function_call: call }), ...endOf(reason) }, counted),
  };
}
