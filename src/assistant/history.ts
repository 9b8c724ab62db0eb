import type { CodeReference, Compaction, Question, Turn } from '../core/chat/session.ts';
import type { ChatMessage } from '../core/model/chatRequest.ts';
import type { Budget } from './budget.ts';
import { rulesSection } from './prompts/codeContext.ts';

/** What the model is told of the turns before a question. */
export interface PackedHistory {
  /** Those that go along as they were, the oldest first. */
  readonly turns: readonly Turn[];
  /** Stands for what came before them; absent when nothing does, or it does not fit either. */
  readonly compaction?: Compaction;
  /** How many exchanges the model is not told of since they do not fit. */
  readonly leftOut: number;
}

/**
 * The newest turns that fit into `tokens`, in whole exchanges without a gap, behind what stands for those that were
 * summarised. A turn without an answer goes to no model.
 */
export function packHistory(turns: readonly Turn[], budget: Budget, tokens: number): PackedHistory {
  const from = turns.findLastIndex(({ compaction }) => compaction);
  const newer = turns.slice(from + 1).filter(isAnswered);
  const compaction = turns[from]?.compaction;
  let left = tokens - (compaction ? toldTokens(compaction, budget) : 0);
  const isTold = left >= 0;
  if (!isTold) left = tokens;
  const kept = newestThatFit(newer, budget, left);
  const older = newer.length - kept.length;
  const unsaid = compaction && !isTold ? compaction.summarized : 0;
  return {
    turns: kept,
    ...(compaction && isTold && { compaction }),
    leftOut: older + unsaid,
  };
}

/** Nothing goes along from before a gap: an answer without what led to it misleads. */
export function newestThatFit(turns: readonly Turn[], budget: Budget, tokens: number): readonly Turn[] {
  let left = tokens;
  let from = turns.length;
  for (const turn of turns.toReversed()) {
    left -= budget.tokensOf(exchange(turn));
    if (left < 0) break;
    from--;
  }
  return turns.slice(from);
}

export const isAnswered = ({ answer }: Turn): boolean => (answer.whole ?? answer.text).trim() !== '';

/**
 * A turn as messages: what was asked about which code, without the form that a command wanted its answer in, and the
 * answer with its code. One without an answer would leave two questions in a row, which some providers refuse.
 */
export function exchange({ question, answer }: Turn): readonly ChatMessage[] {
  return [asMessage(question, withCode(question)), { role: 'assistant', text: answer.whole ?? answer.text }];
}

/** A question with its pictures, in these words. */
export function asMessage({ pictures = [] }: Question, text: string): ChatMessage & { role: 'user' } {
  const seen = pictures.flatMap(({ picture }) => (picture ? [picture] : []));
  return { role: 'user', text, ...(seen.length > 0 && { pictures: seen }) };
}

/** A question as it is sent when it is asked: with the rules, which hold for what is written now. */
export const asAsked = (question: Question): string =>
  [withCode(question), rulesSection(question.rules)].filter(Boolean).join('\n\n');

/** A question with the place and the code that it is about. */
const withCode = ({ text, about }: Question): string => [text, about].filter(Boolean).join('\n\n');

/** The history and what follows it, as messages whose roles alternate. */
export function told(
  { turns, compaction }: PackedHistory,
  following: readonly ChatMessage[],
): readonly ChatMessage[] {
  const [first, ...others] = [...turns.flatMap(exchange), ...following];
  if (!compaction || first?.role !== 'user') return first ? [first, ...others] : [];
  return [{ ...first, text: `${earlier(compaction)}\n\n${first.text}` }, ...others];
}

/** What a compaction costs. */
export const toldTokens = (compaction: Compaction, budget: Budget): number =>
  budget.tokensOf([{ role: 'user', text: earlier(compaction) }]);

/** At most so many of the newest: what is named but not shown helps little. */
const MOST_REFERENCES = 50;

/** What stands for earlier exchanges, as the model reads it. */
function earlier({ summary, references, leftOut }: Compaction): string {
  const places = references.slice(-MOST_REFERENCES).map(({ label }) => `- ${label}`);
  return [
    summary && `What was said before, in short:\n\n${summary}`,
    leftOut > 0 && 'Older parts of the conversation are left out.',
    places.length > 0 && `Code that was talked about there:\n${places.join('\n')}`,
    '---',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The code that went with turns and with what was compacted before, each place once. */
export function referencesOf(
  turns: readonly Turn[],
  before: Compaction | undefined,
): readonly CodeReference[] {
  const all = [...(before?.references ?? []), ...turns.flatMap(({ question }) => question.references)];
  return [
    ...new Map(
      all.map((reference) => [`${reference.uri} ${reference.startLine} ${reference.endLine}`, reference]),
    ).values(),
  ];
}
