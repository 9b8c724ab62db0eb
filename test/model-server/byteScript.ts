import type { Socket } from 'node:net';

/** One thing that a server does to a connection. `end` sends FIN, `reset` sends RST, `hang` leaves it open. */
export type ByteStep =
  | { readonly write: string | Uint8Array; readonly splitAt?: readonly number[] }
  | { readonly until: Promise<unknown> }
  | 'end'
  | 'reset'
  | 'hang';

/** The head of a streamed answer whose body ends with the connection. */
export const STREAM_HEAD = responseHead(200, { 'content-type': 'text/event-stream', connection: 'close' });

/** A status line and headers, lies included. */
export function responseHead(status: number, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Scripted\r\n${lines.join('')}\r\n`;
}

/** One event of a stream. */
export const frame = (data: unknown): string =>
  `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** A frame with one piece of text. */
export const textFrame = (content: string): string =>
  frame({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });

/** The frames that end an answer. */
export const END_FRAMES =
  frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) + frame('[DONE]');

/** Plays the steps on a connection. Each write, and each part of one that is split, is handed to the network alone. */
export async function playBytes(socket: Socket, steps: readonly ByteStep[]): Promise<void> {
  socket.setNoDelay(true);
  for (const step of steps) {
    if (socket.destroyed) return;
    if (step === 'end') socket.end();
    else if (step === 'reset') socket.resetAndDestroy();
    else if (step === 'hang') return;
    else if ('until' in step) await step.until;
    else for (const part of parts(step.write, step.splitAt ?? [])) await write(socket, part);
  }
}

function parts(bytes: string | Uint8Array, splitAt: readonly number[]): readonly Uint8Array[] {
  const whole = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const bounds = [0, ...splitAt, whole.length];
  return bounds.slice(1).map((end, index) => whole.subarray(bounds[index], end));
}

/** Resolves once the kernel has the bytes, or the connection is gone. */
function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    socket.write(bytes, () => setImmediate(resolve));
  });
}
