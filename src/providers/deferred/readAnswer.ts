import type { StreamEvent } from '../../core/model/streamEvent.ts';
import type { Dialect, Fail } from '../dialects/dialect.ts';

/** The events of an answer that came in one piece. Throws what `fail` makes of anything else. */
export function readAnswer(dialect: Dialect, now: number, body: string, fail: Fail): readonly StreamEvent[] {
  const events: StreamEvent[] = [];
  const decoder = dialect.decoder(now, fail);
  decoder.whole(body, (event) => events.push(event));
  decoder.end((event) => events.push(event));
  return events;
}
