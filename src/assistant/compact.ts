import { activePath } from '../core/chat/branches.ts';
import type { Compaction, Turn } from '../core/chat/session.ts';
import type { ChatMessage } from '../core/model/chatRequest.ts';
import { UserError } from '../core/userError.ts';
import { type Budget, budgetOf } from './budget.ts';
import type { ChatDeps } from './chat.ts';
import { exchange, isAnswered, newestThatFit, referencesOf } from './history.ts';
import { SUMMARY_SYSTEM, summaryPrompt } from './prompts/summaryPrompt.ts';
import type { ModelAccess } from './turn.ts';

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
  deps: ChatDeps,
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
  deps: ChatDeps,
  input: { readonly access: ModelAccess; readonly turns: readonly Turn[]; readonly atLeastOne?: boolean },
  signal: AbortSignal,
): Promise<Compaction | undefined> {
  const budget = budgetOf(input.access.model, deps.maxOutputTokens, deps.counts);
  const from = input.turns.findLastIndex(({ compaction }) => compaction);
  const before = input.turns[from]?.compaction;
  const newer = input.turns.slice(from + 1).filter(isAnswered);
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
  deps: ChatDeps,
  {
    gone,
    before,
    budget,
  }: { readonly gone: readonly Turn[]; readonly before: Compaction | undefined; readonly budget: Budget },
  signal: AbortSignal,
): Promise<Compaction | undefined> {
  const references = referencesOf(gone, before);
  const summarizer = deps.summarizer?.();
  const all = gone.length + (before?.summarized ?? 0) + (before?.leftOut ?? 0);
  if (!summarizer) return { summary: '', summarized: 0, leftOut: all, references, modelLabel: '' };
  const most = Math.floor(Math.min(MOST_SUMMARY_TOKENS, budget.inputTokens * SUMMARY_SHARE));
  const { summary, summarized } = await summarize(deps, { summarizer, gone, before, most }, signal);
  const withBefore = summarized + (before?.summarized ?? 0);
  const size = (text: string): number => budget.tokensOf([{ role: 'user', text }]);
  const replaced = budget.tokensOf(gone.flatMap(exchange)) + (before ? size(before.summary) : 0);
  // A summary that is longer than what it stands for would grow what it is to shrink.
  if (summary === '' || size(summary) >= replaced) return undefined;
  return {
    summary,
    summarized: withBefore,
    leftOut: all - withBefore,
    references,
    modelLabel: summarizer.model.label,
  };
}

/** Asks for a summary of as many of the newest turns as its model can read. */
async function summarize(
  deps: ChatDeps,
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
): Promise<{ readonly summary: string; readonly summarized: number }> {
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
  const exchanges = share < 1 ? text.slice(0, Math.floor(text.length * share * 0.9)) : text;
  let summary = '';
  const events = summarizer.provider.stream(
    {
      id: deps.newId(),
      purpose: 'compact',
      model,
      messages: prompt(exchanges),
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
  return { summary: summary.trim(), summarized: read.length };
}

function asText(turn: Turn): string {
  return exchange(turn)
    .map((message) => ('text' in message ? `[${message.role}]\n${message.text}` : ''))
    .join('\n\n');
}
