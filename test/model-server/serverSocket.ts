import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** The server's end of a WebSocket (RFC 6455), as far as tests need one: whole text messages, pings and a close. */
export interface ServerSocket {
  readonly request: IncomingMessage;
  /** Every message that has come, in order. */
  readonly received: readonly string[];
  /** Resolves with each message that comes after this call. */
  next(): Promise<string>;
  send(message: string): void;
  close(code?: number): void;
  /** Ends the connection without a word. */
  cut(): void;
  /** Resolves, with the time by `performance.now()`, when the connection is gone. */
  readonly closed: Promise<number>;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;

/** Answers an upgrade. `protocol` is the one that is chosen of those that the client offers. */
export function acceptSocket(request: IncomingMessage, socket: Socket, protocol?: string): ServerSocket {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
      '\r\n',
    ].join('\r\n'),
  );
  const received: string[] = [];
  const waiting: ((message: string) => void)[] = [];
  let bytes = Buffer.alloc(0);
  let isClosing = false;

  const write = (opcode: number, payload: Buffer): void => {
    if (socket.writable) socket.write(Buffer.concat([head(opcode, payload.length), payload]));
  };
  const close = (code = 1000): void => {
    if (isClosing) return;
    isClosing = true;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    write(CLOSE, payload);
    socket.end();
  };
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let frame = readFrame(bytes); frame; frame = readFrame(bytes)) {
      bytes = bytes.subarray(frame.length);
      if (frame.opcode === CLOSE) close();
      if (frame.opcode !== TEXT) continue;
      const message = frame.payload.toString();
      received.push(message);
      for (const resolve of waiting.splice(0)) resolve(message);
    }
  });

  return {
    request,
    received,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    send: (message) => write(TEXT, Buffer.from(message)),
    close,
    cut: () => void socket.destroy(),
    closed: new Promise((resolve) => {
      socket.once('close', () => resolve(performance.now()));
    }),
  };
}

function head(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, length]);
  if (length < 65_536) return Buffer.from([0x80 | opcode, 126, length >> 8, length & 0xff]);
  const long = Buffer.alloc(10);
  long[0] = 0x80 | opcode;
  long[1] = 127;
  long.writeBigUInt64BE(BigInt(length), 2);
  return long;
}

/** The first frame of what a client sent: it is masked and, as tests send little, shorter than 64 KiB. */
function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; length: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const maskAt = short === 126 ? 4 : 2;
  if (bytes.length < maskAt + 4) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short;
  const length = maskAt + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(maskAt, maskAt + 4);
  const payload = Buffer.from(bytes.subarray(maskAt + 4, length));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload, length };
}
