import { once } from 'node:events';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encodeAnswer, type Framing } from './framing.ts';

const SLAB_BYTES = 64 * 1024;

/**
 * A model server for measurements, run in a process of its own: it writes answers that were encoded beforehand, so
 * that it is never what is waited for. `POST /FRAMING/TOKENS/…` asks for an answer.
 */
async function serveTokens(): Promise<void> {
  const answers = new Map<string, Buffer>();
  const answerFor = (framing: Framing, tokens: number): Buffer => {
    const key = `${framing}/${tokens}`;
    const answer = answers.get(key) ?? encodeAnswer(framing, tokens);
    answers.set(key, answer);
    return answer;
  };
  const server = createServer((socket) => {
    socket.on('error', () => {});
    let head = '';
    socket.on('data', (data) => {
      head += data.toString('latin1');
      const [, framing, tokens, length] =
        /^POST \/(\w+)\/(\d+)\/[\s\S]*?\r\ncontent-length: (\d+)[\s\S]*?\r\n\r\n/i.exec(head) ?? [];
      if (!framing) return;
      if (head.length < head.indexOf('\r\n\r\n') + 4 + Number(length)) return;
      head = '';
      // A client that leaves early ends the writing; there is no one to tell.
      const slabs = Readable.from(slabsOf(answerFor(framing as Framing, Number(tokens))));
      pipeline(slabs, socket, { end: false }).catch(() => {});
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address === 'object' && address) process.send?.(address.port);
}

function* slabsOf(answer: Buffer): Generator<Buffer> {
  for (let at = 0; at < answer.length; at += SLAB_BYTES) yield answer.subarray(at, at + SLAB_BYTES);
}

await serveTokens();
