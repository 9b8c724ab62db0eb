import type { StreamEvent } from '../../core/model/streamEvent.ts';
import type { Emit } from '../dialects/dialect.ts';
import type { Watchdog } from '../policy/watchdog.ts';

/** Passes on what `read` emits, also when it throws after that; the consumer's time is not the service's. */
export async function* passOn(
  watchdog: Watchdog,
  read: (emit: Emit) => void,
): AsyncGenerator<readonly StreamEvent[], void, void> {
  const events: StreamEvent[] = [];
  try {
    read((event) => void events.push(event));
  } finally {
    if (events.length > 0) {
      watchdog.sawContent();
      watchdog.pause();
      yield events;
      watchdog.resume();
    }
  }
}
