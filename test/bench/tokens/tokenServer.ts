import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { encodeAnswer, type Framing } from './framing.ts';

const SLAB_BYTES = 64 * 1024;

const EVENTS_PER_MS: Partial<Readonly<Record<Framing, number>>> = { paced: 1, slow: 0.01 };

/**
 * A model server for measurements, run in a process of its own: it writes answers that were encoded beforehand, so
 * that it is never what is waited for. `POST /FRAMING/TOKENS/…` asks for an answer.
 */
async function serveTokens(): Promise<void> {
  const answers = new Map<string, readonly Buffer[]>();
  const answerFor = (framing: Framing, tokens: number): readonly Buffer[] => {
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
      const answer = answerFor(framing as Framing, Number(tokens));
      const eventsPerMs = EVENTS_PER_MS[framing as Framing];
      if (eventsPerMs !== undefined) writePaced(socket, answer, eventsPerMs);
      else void writeSlabs(socket, Buffer.concat(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address === 'object' && address) process.send?.(address.port);
}

/** Each chunk when it is due, in a write of its own; those that are late follow at once. */
function writePaced(socket: Socket, chunks: readonly Buffer[], eventsPerMs: number): void {
  socket.setNoDelay(true);
  const startedAt = performance.now();
  let written = 0;
  const writeDue = (): void => {
    const due = 1 + (performance.now() - startedAt) * eventsPerMs;
    for (; written < Math.min(due, chunks.length); written++) socket.write(chunks[written]!);
    if (written < chunks.length && !socket.destroyed) setTimeout(writeDue, 1 / eventsPerMs);
  };
  writeDue();
}

/** A client that leaves early ends the writing; there is no one to tell. */
async function writeSlabs(socket: Socket, answer: Buffer): Promise<void> {
  for (let at = 0; at < answer.length && !socket.destroyed; at += SLAB_BYTES)
    if (!socket.write(answer.subarray(at, at + SLAB_BYTES)))
      await new Promise<void>((resolve) => {
        const go = (): void => {
          socket.off('drain', go);
          socket.off('close', go);
          resolve();
        };
        socket.on('drain', go);
        socket.on('close', go);
      });
}

await serveTokens();
