import { groupBy } from '../groupBy.ts';
import {
  type Answer,
  emptySession,
  newAnswer,
  reduceSession,
  type SessionEvent,
  type SessionState,
  type Turn,
} from './session.ts';

/** What happened, or something that only a newer Inkstone understands: that is kept as it is and changes nothing. */
export type StoredEvent = SessionEvent | { readonly type: 'unknown'; readonly raw: unknown };

/**
 * What one window wrote to a chat at once. A writer numbers its records from 1; several that were put together have
 * the numbers `first` to `last`. Times are in ms since 1970 UTC and grow with the numbers, whatever the clock does.
 */
export interface JournalRecord {
  readonly writer: string;
  readonly first: number;
  readonly last: number;
  /** When the first of them was written. */
  readonly at: number;
  /** When the last of them was. */
  readonly until: number;
  readonly events: readonly StoredEvent[];
}

/**
 * The records of all files of a chat in the one order in which everybody reads them, each once: the same record may
 * be in several files, by itself or put together with others.
 */
export function mergeRecords(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const writers = groupBy(records, ({ writer }) => writer);
  const unique = [...writers.values()].flatMap((own) => {
    let reached = 0;
    return own
      .toSorted((a, b) => a.first - b.first || b.last - a.last)
      .filter(({ last }) => {
        if (last <= reached) return false;
        reached = last;
        return true;
      });
  });
  return unique.sort(
    (a, b) => a.at - b.at || (a.writer < b.writer ? -1 : a.writer > b.writer ? 1 : a.first - b.first),
  );
}

/** The chat that the records make, which are in their order. */
export function sessionOf(
  chat: Pick<SessionState, 'id' | 'createdAt'>,
  records: readonly JournalRecord[],
): SessionState {
  let state = emptySession(chat.id, chat.createdAt);
  for (const { events } of records)
    for (const event of events) if (event.type !== 'unknown') state = reduceSession(state, event);
  return state;
}

/** A record is put together with the next one up to this size, in UTF-16 units: what is damaged is lost whole. */
const RECORD_CHARACTERS = 32_768;

/**
 * Fewer records that make the same chat, also together with records of other writers: what later events have thrown
 * away is left out, and deltas that follow each other are put together.
 */
export function compactRecords(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const compact: JournalRecord[] = [];
  let size = 0;
  for (const record of withoutThrownAway(records)) {
    const before = compact.at(-1);
    const own = sizeOf(record.events);
    const isNext = before?.writer === record.writer && before.last + 1 === record.first;
    if (before && isNext && size + own <= RECORD_CHARACTERS) {
      size += own;
      const { last, until } = record;
      compact[compact.length - 1] = {
        ...before,
        last,
        until,
        events: [...before.events, ...record.events],
      };
    } else {
      size = own;
      compact.push(record);
    }
  }
  return compact.map((record) => ({ ...record, events: joinDeltas(record.events) }));
}

/** The events with each run of deltas of one answer as a single one. */
export function joinDeltas<Event extends StoredEvent>(events: readonly Event[]): readonly Event[] {
  const joined: Event[] = [];
  let run: string[] = [];
  const close = (): void => {
    const last = joined.at(-1);
    if (last && run.length > 1) joined[joined.length - 1] = { ...last, text: run.join('') };
    run = [];
  };
  for (const event of events) {
    const last = joined.at(-1);
    if (isDelta(event)) {
      if (last && isDelta(last) && last.type === event.type && last.turnId === event.turnId) {
        run.push(event.text);
        continue;
      }
      close();
      run = [event.text];
    } else close();
    joined.push(event);
  }
  close();
  return joined;
}

type Delta = Extract<SessionEvent, { type: 'text-delta' | 'reasoning-delta' }>;

const isDelta = (event: StoredEvent): event is Delta =>
  event.type === 'text-delta' || event.type === 'reasoning-delta';

type Fate = 'restarted' | 'withdrawn';

/** Of an answer that a turn had already when it came into the chat. */
function answerLeft(answer: Answer, fate: Fate | undefined): Answer {
  if (fate === undefined) return answer;
  if (fate === 'restarted') return newAnswer(answer.modelLabel, answer.modelId);
  const { whole: _, seams: __, sources: ___, ...rest } = answer;
  return { ...rest, text: '', reasoning: '' };
}

/** Of answers that were begun anew, what came before; of those that were taken back, what they had said. */
function withoutThrownAway(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const fates = new Map<string, Fate>();
  const left = (turn: Turn): Turn => ({ ...turn, answer: answerLeft(turn.answer, fates.get(turn.id)) });
  const keep = (event: StoredEvent): readonly StoredEvent[] => {
    switch (event.type) {
      case 'turn-started':
        return [{ ...event, turn: left(event.turn) }];
      case 'chat-restored':
        return [{ ...event, session: { ...event.session, turns: event.session.turns.map(left) } }];
      case 'answer-restarted': {
        const isThrownAway = fates.get(event.turnId) === 'restarted';
        fates.set(event.turnId, 'restarted');
        return isThrownAway ? [] : [event];
      }
      case 'answer-withdrawn':
        if (fates.get(event.turnId) === 'restarted') return [];
        fates.set(event.turnId, 'withdrawn');
        return [event];
      default:
        return isAnswerEvent(event) ? withFate(event, fates.get(event.turnId)) : [event];
    }
  };
  return records
    .toReversed()
    .map((record) => ({ ...record, events: record.events.toReversed().flatMap(keep).reverse() }))
    .reverse();
}

/**
 * The records without the words of turns that were deleted since. They make the same chat; where they would not, all is
 * left as it is.
 */
export function eraseDeleted(
  chat: Pick<SessionState, 'id' | 'createdAt'>,
  records: readonly JournalRecord[],
): readonly JournalRecord[] {
  const session = sessionOf(chat, records);
  const present = new Set(session.turns.map(({ id }) => id));
  const erased = (turn: Turn): Turn => (present.has(turn.id) ? turn : withoutWords(turn, session.title));
  const erasedEvent = (event: StoredEvent): readonly StoredEvent[] => {
    if (event.type === 'turn-started') return [{ ...event, turn: erased(event.turn) }];
    if (event.type === 'chat-restored')
      return [{ ...event, session: { ...event.session, turns: event.session.turns.map(erased) } }];
    return isAnswerEvent(event) && !present.has(event.turnId) ? [] : [event];
  };
  const kept = records.map((record) => ({ ...record, events: record.events.flatMap(erasedEvent) }));
  return JSON.stringify(sessionOf(chat, kept)) === JSON.stringify(session) ? kept : records;
}

/** Its place among the others stays, and what the chat is called after. */
function withoutWords(turn: Turn, title: string): Turn {
  const text = turn.question.text.trimStart().startsWith(title) ? title : '';
  return {
    ...turn,
    question: { text, references: [] },
    answer: newAnswer(turn.answer.modelLabel, turn.answer.modelId),
  };
}

const ANSWER_EVENTS = [
  'text-delta',
  'reasoning-delta',
  'answer-restarted',
  'answer-continued',
  'answer-seam',
  'answer-hidden',
  'answer-taken-over',
  'answer-sources',
  'answer-checked',
  'answer-left-out',
  'answer-waiting',
  'answer-withdrawn',
  'answer-finished',
] as const satisfies readonly SessionEvent['type'][];

/** What happens to an answer. */
type AnswerEvent = Extract<SessionEvent, { type: (typeof ANSWER_EVENTS)[number] }>;

const isAnswerEvent = (event: StoredEvent): event is AnswerEvent =>
  (ANSWER_EVENTS as readonly string[]).includes(event.type);

function withFate(event: AnswerEvent, fate: Fate | undefined): readonly StoredEvent[] {
  if (fate === undefined) return [event];
  if (fate === 'restarted') return [];
  // That something came has ended the wait, and still does.
  if (isDelta(event)) return [{ ...event, text: '' }];
  if (event.type === 'answer-seam' || event.type === 'answer-sources' || event.type === 'answer-checked')
    return [];
  if (event.type !== 'answer-finished') return [event];
  const { whole: _, ...finished } = event;
  return [finished];
}

function sizeOf(events: readonly StoredEvent[]): number {
  return events.reduce(
    (size, event) => size + (isDelta(event) ? event.text.length + 100 : JSON.stringify(event).length),
    0,
  );
}
