/**
 * How an answer is cut: into HTTP chunks of any size, cut anywhere, or into one chunk an event; `paced` are those at
 * 1,000 a second, `slow` at 10.
 */
export type Framing = 'large' | 'event' | 'paced' | 'slow';

const WORDS = [
  'const',
  ' value',
  ' =',
  ' await',
  ' the',
  ' model',
  '模型',
  '。',
  ' returns',
  '\n',
  ' (x)',
  ' => ',
];

/** A whole HTTP response with an answer in the OpenAI dialect, chunk by chunk: one event of about 200 bytes a token. */
export function encodeAnswer(framing: Framing, tokens: number): readonly Buffer[] {
  const random = createRandom(20_26);
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
  const events = Array.from({ length: tokens }, (_, index) =>
    event({ delta: { content: WORDS[index % WORDS.length] }, finish_reason: null }),
  );
  const usage = { prompt_tokens: 10, completion_tokens: tokens, total_tokens: tokens + 10 };
  const end = `${event({ delta: {}, finish_reason: 'stop' }, usage)}data: [DONE]\n\n`;
  const chunks =
    framing === 'large'
      ? cutAnywhere(Buffer.from(events.join('') + end), random)
      : [...events, end].map((text) => Buffer.from(text));
  return [
    Buffer.from(head),
    ...chunks.map((chunk) =>
      Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    ),
    Buffer.from('0\r\n\r\n'),
  ];
}

/** The number of characters that a client must get out of such an answer. */
export function charactersOf(tokens: number): number {
  let characters = 0;
  for (let index = 0; index < tokens; index++) characters += WORDS[index % WORDS.length]?.length ?? 0;
  return characters;
}

function event(choice: object, usage?: object): string {
  const chunk = {
    id: 'chatcmpl-0123456789abcdef0123456789',
    object: 'chat.completion.chunk',
    created: 1_770_000_000,
    model: 'bench-model',
    choices: [{ index: 0, ...choice }],
    ...(usage && { usage }),
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function cutAnywhere(bytes: Buffer, random: () => number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + Math.floor(random() * 16_384);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

/** mulberry32: from 0 up to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
