import { estimateTokens } from '../../src/core/usage/estimateTokens.ts';
import type { ChatCompletionRequest, WireMessage } from './answer.ts';
import { countInput } from './countTokens.ts';
import type { Wire, WireWriter } from './wire.ts';

const BASE = '/api/paas/v3/model-api';
const CALL = new RegExp(`^${BASE}/([^/]+)/(invoke|sse-invoke|async-invoke)$`);
const LOOK = new RegExp(`^${BASE}/-/async-invoke/([^/]+)$`);

/** Zhipu's third API: text in events of its own form, and tasks that are at work for one look. */
export function createZhipuV3Wire(): Wire {
  /** The requests that are left here. */
  const left = new WeakSet<ChatCompletionRequest>();
  /** The replies of the tasks, and whether one has been looked at. */
  const tasks = new Map<string, { readonly reply: object; isSeen: boolean }>();
  return {
    contentType: 'text/event-stream;charset=UTF-8',
    read({ method, path, body }) {
      const [, model, way] = CALL.exec(path) ?? [];
      if (method !== 'POST' || model === undefined) return undefined;
      const request = {
        model: decodeURIComponent(model),
        messages: (body as { readonly prompt: readonly WireMessage[] }).prompt,
        stream: way === 'sse-invoke',
      };
      if (way === 'async-invoke') left.add(request);
      return request;
    },
    lookUp({ method, path }) {
      const id = method === 'GET' && LOOK.exec(path)?.[1];
      if (!id) return undefined;
      const task = tasks.get(id);
      if (!task) return { code: 1200, msg: '任务不存在', success: false };
      if (task.isSeen) return task.reply;
      task.isSeen = true;
      return atWork(id);
    },
    writer(request, id) {
      const writer = createZhipuV3Writer(request, id);
      if (!left.has(request)) return writer;
      return {
        ...writer,
        get served() {
          return writer.served;
        },
        whole(reason, usage) {
          tasks.set(id, { reply: JSON.parse(writer.whole(reason, usage)), isSeen: false });
          return JSON.stringify(atWork(id));
        },
      };
    },
  };
}

const atWork = (id: string): object => ({
  code: 200,
  msg: '操作成功',
  success: true,
  data: { request_id: id, task_id: id, task_status: 'PROCESSING' },
});

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
