import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isAdmitted } from './admission.ts';

/** A reply as it goes out; `break` cuts the connection in place of it, and pieces go out one by one. */
export type DeferredReply =
  | { readonly status?: number; readonly body: unknown }
  | { readonly pieces: Iterable<string> | AsyncIterable<string> }
  | 'break';

/** A line of a batch's file, as it came up. */
export interface BulkLine {
  readonly custom_id: string;
  readonly method: string;
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface DeferredServer {
  readonly url: string;
  readonly baseUrl: string;
  /** Method and path of every request, in order. */
  readonly calls: readonly string[];
  /** The bodies of the asynchronous completions. */
  readonly submitted: readonly Readonly<Record<string, unknown>>[];
  /** The lines of every batch, and the body that made it. */
  readonly batches: readonly { readonly lines: readonly BulkLine[]; readonly request: unknown }[];
  /** What the next requests of a method and path that begins so get, before anything else. */
  script(call: string, ...replies: readonly DeferredReply[]): void;
  /** Ends the batch: what its files of results and errors hold. */
  finish(end: {
    readonly status?: string;
    readonly output?: readonly object[];
    readonly errors?: readonly object[];
  }): void;
  close(): Promise<void>;
}

const BASE = '/api/paas/v4';

/** Zhipu's ways to answer in its own time, and its plan's quota, over real sockets; `key` is the only one let in. */
export async function startDeferredServer(key: string): Promise<DeferredServer> {
  const calls: string[] = [];
  const submitted: Readonly<Record<string, unknown>>[] = [];
  const batches: { readonly lines: readonly BulkLine[]; readonly request: unknown }[] = [];
  const scripted: { readonly call: string; readonly reply: DeferredReply }[] = [];
  const files = new Map<string, string>();
  let uploaded: readonly BulkLine[] = [];
  let state: Readonly<Record<string, unknown>> = { status: 'validating' };

  const routes: readonly (readonly [
    RegExp,
    (match: RegExpExecArray, body: string, head: string) => DeferredReply,
  ])[] = [
    [
      /^POST \/async\/chat\/completions$/,
      (_, body) => {
        submitted.push(JSON.parse(body));
        const id = `task-${submitted.length}`;
        return { body: { id, request_id: id, model: 'test-model', task_status: 'PROCESSING' } };
      },
    ],
    [
      /^POST \/files$/,
      (_, body, type) => {
        const form = formIn(body, type);
        if (form.get('purpose') !== 'batch') return refused('no purpose');
        uploaded = (form.get('file') ?? '').split('\n').map((line) => JSON.parse(line));
        return { body: { id: 'file-in', object: 'file' } };
      },
    ],
    [
      /^POST \/batches$/,
      (_, body) => {
        batches.push({ lines: uploaded, request: JSON.parse(body) });
        return { body: { id: 'batch-1', ...state } };
      },
    ],
    [/^GET \/batches\/batch-1$/, () => ({ body: { id: 'batch-1', ...state } })],
    [
      /^POST \/batches\/batch-1\/cancel$/,
      () => {
        state = { ...state, status: 'cancelling' };
        return { body: { id: 'batch-1', ...state } };
      },
    ],
    [/^GET \/files\/([\w-]+)\/content$/, ([, id = '']) => ({ body: files.get(id) ?? '' })],
  ];

  function replyTo(call: string, body: string, contentType: string): DeferredReply {
    const index = scripted.findIndex((each) => call.startsWith(each.call));
    if (index >= 0) return scripted.splice(index, 1)[0]!.reply;
    for (const [pattern, answer] of routes) {
      const match = pattern.exec(call);
      if (match) return answer(match, body, contentType);
    }
    return refused('no such path', 404);
  }

  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await textOf(request);
    const call = `${method} ${url.startsWith(BASE) ? url.slice(BASE.length) : url}`;
    calls.push(call);
    const isIn = url.startsWith(BASE) ? isAdmitted(headers, key) : headers.authorization === key;
    const reply = isIn ? replyTo(call, body, headers['content-type'] ?? '') : refused('1000', 401);
    if (reply === 'break') {
      request.socket.destroy();
      return;
    }
    if ('pieces' in reply) {
      response.writeHead(200, { 'content-type': 'application/json' });
      await pipeline(Readable.from(reply.pieces), response).catch(() => {});
      return;
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    baseUrl: url + BASE,
    calls,
    submitted,
    batches,
    script: (call, ...replies) => void scripted.push(...replies.map((reply) => ({ call, reply }))),
    finish({ status = 'completed', output = [], errors = [] }) {
      files.set('file-out', output.map((line) => `${JSON.stringify(line)}\n`).join(''));
      files.set('file-err', errors.map((line) => `${JSON.stringify(line)}\n`).join(''));
      state = {
        status,
        output_file_id: output.length > 0 ? 'file-out' : null,
        error_file_id: errors.length > 0 ? 'file-err' : null,
        request_counts: {
          total: output.length + errors.length,
          completed: output.length,
          failed: errors.length,
        },
      };
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An answer in one piece. */
export const completion = (text: string, finish = 'stop'): object => ({
  id: 'answer-1',
  model: 'test-model',
  choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content: text } }],
  usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
});

/** The pieces of a reply without an end. */
export function* forever(text: string): Generator<string, never, void> {
  for (;;) yield text;
}

function refused(message: string, status = 400): DeferredReply {
  return { status, body: { error: { code: message === '1000' ? '1000' : '1210', message } } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The parts of a multipart form by their names, read strictly as RFC 7578 has them. */
function formIn(body: string, contentType: string): ReadonlyMap<string, string> {
  const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(contentType)?.[1];
  const parts = new Map<string, string>();
  const [start, ...rest] = body.split(`--${boundary}`);
  if (!boundary || start !== '' || rest.pop() !== '--\r\n') return parts;
  for (const part of rest) {
    const [, head = '', content = ''] = /^\r\n([\s\S]*?)\r\n\r\n([\s\S]*)\r\n$/.exec(part) ?? [];
    const name = /\bname="([^"]*)"/.exec(head)?.[1];
    if (name !== undefined) parts.set(name, content);
  }
  return parts;
}
