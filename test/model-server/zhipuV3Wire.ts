import { estimateTokens } from '../../src/core/usage/estimateTokens.ts';
import type { ChatCompletionRequest, WireMessage } from './answer.ts';
import { countInput } from './countTokens.ts';
import type { Wire, WireWriter } from './wire.ts';

const CALL = /^\/api\/paas\/v3\/model-api\/([^/]+)\/(invoke|sse-invoke)$/;

/** Zhipu's third API: text in events of its own form. */
export const ZHIPU_V3_WIRE: Wire = {
  contentType: 'text/event-stream;charset=UTF-8',
  read({ method, path, body }) {
    const [, model, way] = CALL.exec(path) ?? [];
    if (method !== 'POST' || model === undefined) return undefined;
    return {
      model: decodeURIComponent(model),
      messages: (body as { readonly prompt: readonly WireMessage[] }).prompt,
      stream: way === 'sse-invoke',
    };
  },
  writer: createZhipuV3Writer,
};

function createZhipuV3Writer(request: ChatCompletionRequest, id: string): WireWriter {
  let text = '';
  const served = () => ({
    model: request.model,
    inputTokens: countInput(request),
    outputTokens: estimateTokens(text),
    reasoningTokens: 0,
  });
  const data = (usage?: object | false): object => {
    const { inputTokens, outputTokens } = served();
    const counted = {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    };
    return {
      request_id: id,
      task_id: id,
      task_status: 'SUCCESS',
      ...(usage !== false && { usage: usage ?? counted }),
    };
  };
  return {
    get served() {
      return served();
    },
    delta(delta) {
      const piece = delta.type === 'text' ? delta.text : '';
      text += piece;
      return zhipuV3Event('add', id, piece);
    },
    end: (_, usage) => zhipuV3Event('finish', id, '', data(usage)),
    whole: (_, usage) =>
      JSON.stringify({
        code: 200,
        msg: '操作成功',
        success: true,
        data: { ...data(usage), choices: [{ role: 'assistant', content: JSON.stringify(text) }] },
      }),
  };
}

/** One event; each line of the text is a line of its own, with nothing before it. */
export function zhipuV3Event(event: string, id: string, text: string, meta?: object): string {
  const lines = text.split('\n').map((line) => `data:${line}\n`);
  return `event:${event}\nid:${id}\n${meta ? `meta:${JSON.stringify(meta)}\n` : ''}${lines.join('')}\n`;
}
