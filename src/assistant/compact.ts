import { activePath } from '../core/chat/branches.ts';
import { type Compaction, isRunning, type Turn } from '../core/chat/session.ts';
import type { ChatMessage } from '../core/model/chatRequest.ts';
import { UserError } from '../core/userError.ts';
import { type Budget, budgetOf } from './budget.ts';
import { exchange, isAnswered, newestThatFit, referencesOf, toldTokens } from './history.ts';
import { SUMMARY_SYSTEM, summaryPrompt } from './prompts/summaryPrompt.ts';
import type { ModelAccess, TurnDeps } from './turn.ts';

export interface CompactDeps extends Pick<TurnDeps, 'transcript' | 'newId' | 't' | 'counts'> {
  readonly maxOutputTokens: number;
  /** The model that sums up; absent when the user wants the oldest exchanges to be left out. */
  readonly summarizer?: () => ModelAccess;
}

/** Of what can be read, the newest exchanges keep this share as they are. */
const KEPT = 0.25;

/** A summary takes at most this share of what can be read, and never more than so many tokens. */
const SUMMARY_SHARE = 0.125;
const MOST_SUMMARY_TOKENS = 4000;

/** Room for a model to think, where it cannot be kept from it. */
const THINKING_TOKENS = 4000;

/** An English word is four thirds of a token. */
const WORDS_PER_TOKEN = 0.75;

/**
 * Compacts the open chat for the model that is to answer in it: all but the newest exchanges. Says what stands for them;
 * nothing of the transcript goes. Throws `UserError` when there is nothing to be won, and what the summary's model
 * throws.
 */
export async function compactChat(
  deps: CompactDeps,
  { access }: { readonly access: ModelAccess },
  signal: AbortSignal,
): Promise<Compaction> {
  const turns = activePath(deps.transcript.state);
  const compaction = await compactTurns(deps, { access, turns, atLeastOne: true }, signal);
  if (compaction) return compaction;
  throw new UserError(
    'nothing-to-work-on',
    deps.t('There is nothing to compact: the chat is short already.'),
    deps.t('Go on asking, or begin a new chat.'),
  );
}

/**
 * Compacts what of the turns is not among the newest, and writes it into the transcript; `undefined` when nothing could
 * be made shorter. `atLeastOne` takes one exchange even if all of them are few. Throws what the summary's model throws.
 */
export async function compactTurns(
  deps: CompactDeps,
  input: { readonly access: ModelAccess; readonly turns: readonly Turn[]; readonly atLeastOne?: boolean },
  signal: AbortSignal,
): Promise<Compaction | undefined> {
  const budget = budgetOf(input.access.model, deps.maxOutputTokens, deps.counts);
  const from = input.turns.findLastIndex(({ compaction }) => compaction);
  const before = input.turns[from]?.compaction;
  const newer = input.turns
    .slice(from + 1)
    .filter((turn) => isAnswered(turn) && !isRunning(turn.answer.status));
  const fitting = newestThatFit(newer, budget, budget.inputTokens * KEPT);
  const isAllKept = fitting.length === newer.length;
  const kept = isAllKept && input.atLeastOne ? newer.slice(1).slice(-1) : fitting;
  const gone = newer.slice(0, newer.length - kept.length);
  const last = gone.at(-1);
  if (!last) return undefined;
  const compaction = await compactionOf(deps, { gone, before, budget }, signal);
  if (!compaction) return undefined;
  deps.transcript.dispatch({ type: 'turn-compacted', turnId: last.id, compaction });
  return compaction;
}

async function compactionOf(
  deps: CompactDeps,
  {
    gone,
    before,
    budget,
  }: { readonly gone: readonly Turn[]; readonly before: Compaction | undefined; readonly budget: Budget },
  signal: AbortSignal,
): Promise<Compaction | undefined> {
  const all = gone.length + (before?.summarized ?? 0) + (before?.leftOut ?? 0);
  const leftOut: Compaction = {
    summary: '',
    summarized: 0,
    leftOut: all,
    references: referencesOf(gone, before),
    modelLabel: '',
  };
  const summarizer = deps.summarizer?.();
  const compaction = summarizer
    ? await summarized(deps, { summarizer, gone, before, leftOut, budget }, signal)
    : leftOut;
  const replaced = budget.tokensOf(gone.flatMap(exchange)) + (before ? toldTokens(before, budget) : 0);
  // One that is longer than what it stands for would grow what it is to shrink.
  return compaction && toldTokens(compaction, budget) < replaced ? compaction : undefined;
}

async function summarized(
  deps: CompactDeps,
  input: {
    readonly summarizer: ModelAccess;
    readonly gone: readonly Turn[];
    readonly before: Compaction | undefined;
    /** What it would be without a summary. */
    readonly leftOut: Compaction;
    readonly budget: Budget;
  },
  signal: AbortSignal,
): Promise<Compaction | undefined> {
  const { summarizer, before, leftOut, budget } = input;
  const most = Math.floor(Math.min(MOST_SUMMARY_TOKENS, budget.inputTokens * SUMMARY_SHARE));
  const { summary, exchanges } = await summarize(deps, { ...input, most }, signal);
  if (summary === '') return undefined;
  const told = exchanges + (before?.summarized ?? 0);
  return {
    ...leftOut,
    summary,
    summarized: told,
    leftOut: leftOut.leftOut - told,
    modelLabel: summarizer.model.label,
  };
}

/** Asks for a summary of as many of the newest turns as its model can read. */
async function summarize(
  deps: CompactDeps,
  {
    summarizer,
    gone,
    before,
    most,
  }: {
    readonly summarizer: ModelAccess;
    readonly gone: readonly Turn[];
    readonly before: Compaction | undefined;
    readonly most: number;
  },
  signal: AbortSignal,
): Promise<{ readonly summary: string; readonly exchanges: number }> {
  const { model } = summarizer;
  const thinking = model.can.reasoning ? THINKING_TOKENS : 0;
  const budget = budgetOf(model, most + thinking, deps.counts);
  const words = Math.floor(most * WORDS_PER_TOKEN);
  const prompt = (exchanges: string): readonly ChatMessage[] => [
    { role: 'system', text: SUMMARY_SYSTEM },
    { role: 'user', text: summaryPrompt(exchanges, before?.summary ?? '', words) },
  ];
  const left = budget.inputTokens - budget.tokensOf(prompt(''));
  const fitting = newestThatFit(gone, budget, left);
  const read = fitting.length > 0 ? fitting : gone.slice(-1);
  const text = read.map(asText).join('\n\n');
  // A single exchange can be too much for a small model: its beginning says most of what it is about.
  const share = Math.max(0, left) / budget.tokensOf(read.flatMap(exchange));
  const material = share < 1 ? text.slice(0, Math.floor(text.length * share * 0.9)) : text;
  let summary = '';
  const events = summarizer.provider.stream(
    {
      id: deps.newId(),
      purpose: 'compact',
      model,
      messages: prompt(material),
      maxOutputTokens: budget.outputTokens,
      documents: [...new Set(referencesOf(read, undefined).map(({ uri }) => uri))],
      reasoning: 'off',
      temperature: 0,
    },
    signal,
  );
  for await (const event of events) {
    if (event.type === 'text-delta') summary += event.text;
    else if (event.type === 'finish' && event.reason === 'content-filter') summary = '';
  }
  return { summary: summary.trim(), exchanges: read.length };
}

function asText(turn: Turn): string {
  return exchange(turn)
    .map((message) => ('text' in message ? `[${message.role}]\n${message.text}` : ''))
    .join('\n\n');
}
