import type { StreamEvent } from '../core/model/streamEvent.ts';
import { createAnswerReader } from './answerReader.ts';
import type { Decoder, Fail } from './dialects/dialect.ts';
import type { Framing } from './dialects/framing.ts';
import { inFrames } from './inFrames.ts';
import type { Watchdog } from './policy/watchdog.ts';
import type { Reply } from './transport/transport.ts';

interface ReadDeps {
  readonly framing: Framing;
  readonly decoder: Decoder;
  readonly watchdog: Watchdog;
  readonly fail: Fail;
}

/**
 * The events of a reply, those of one chunk together, the last of them the finish. Throws what the decoder or the
 * transport throws, after the events that came before it. Returning early closes the connection.
 */
export async function* readEvents(
  { framing, decoder, watchdog, fail }: ReadDeps,
  { body }: Reply,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamEvent[], void, void> {
  const reader = createAnswerReader(framing, decoder, fail);
  const chunks = inFrames(body, signal);
  try {
    for (let isOver = false; !isOver; ) {
      let bytes: Uint8Array | undefined;
      try {
        const chunk = await chunks.next();
        if (!chunk.done) bytes = chunk.value;
      } catch (error) {
        // Once the model has stopped, it does not matter what becomes of the connection.
        if (signal.aborted || decoder.progress === 'open') throw error;
      }
      watchdog.sawBytes();
      isOver = bytes === undefined;
      const events = bytes ? reader.push(bytes) : reader.end();
      if (events.length > 0) {
        watchdog.sawContent();
        watchdog.pause();
        yield events;
        watchdog.resume();
      }
      if (reader.failure !== undefined) throw reader.failure;
      if (decoder.progress !== 'open') watchdog.expectEnd(decoder.progress);
    }
  } finally {
    await chunks.return?.();
  }
}
