import { pathTo } from '../core/chat/branches.ts';
import { type Answer, canContinue, newAnswer, type Question, type Turn } from '../core/chat/session.ts';
import { mentionsDocs } from '../core/documents/docsMention.ts';
import type { DocumentSearch } from '../core/documents/documentSearch.ts';
import type { ChatMessage, Purpose } from '../core/model/chatRequest.ts';
import type { Notice } from '../core/notice.ts';
import type { Translate } from '../core/text/translate.ts';
import { type Budget, budgetOf, docsTokens, requireFit } from './budget.ts';
import type { CompactDeps } from './compact.ts';
import { asAsked, asMessage, type PackedHistory, packHistory, told } from './history.ts';
import type { LookedUp } from './lookUpDocuments.ts';
import { asSeen, cannotSee } from './pictures.ts';
import { systemPrompt } from './prompts/systemPrompt.ts';
import {
  type ModelAccess,
  placeAtEnd,
  runTurn,
  type TurnDeps,
  type TurnEnd,
  type TurnPlace,
} from './turn.ts';

export interface ChatDeps extends TurnDeps, Pick<CompactDeps, 'maxOutputTokens' | 'summarizer'> {
  /** English name of the language to answer in, for example `Simplified Chinese`. */
  readonly answerLanguage: string;
  readonly documents: DocumentSearch;
}

/** Asks `question` in the conversation. Throws `UserError` when it cannot fit into the model's window. */
export async function ask(
  deps: ChatDeps,
  input: {
    readonly access: ModelAccess;
    readonly question: Question;
    /** After the last turn that is shown when absent. */
    readonly place?: TurnPlace;
  },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { state } = deps.transcript;
  const place = input.place ?? placeAtEnd(state);
  const earlier = before(state.turns, place);
  return answer(deps, { ...input, place, purpose: 'chat', earlier }, signal);
}

/**
 * Answers a turn anew: a question with the turns before it as they are, a command alone, as it was sent. An answer that
 * holds something stays, beside the new one. Throws `RangeError` for an unknown turn.
 */
export async function askAgain(
  deps: ChatDeps,
  input: { readonly access: ModelAccess; readonly turnId: string },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { turns } = deps.transcript.state;
  const turn = turns.find(({ id }) => id === input.turnId);
  if (!turn) throw new RangeError(`no turn ${input.turnId}`);
  const { access } = input;
  const { purpose, question } = turn;
  const earlier = purpose === 'chat' ? before(turns, turn) : [];
  const asked = { access, purpose, question, earlier, isRepeated: true } as const;
  if (isEmptyAnswer(turn.answer)) return answer(deps, { ...asked, turnId: turn.id }, signal);
  return answer(deps, { ...asked, place: placeBeside(turn) }, signal);
}

/**
 * Goes on with an answer that broke off, in the same answer. Throws `RangeError` for a turn without such an answer, and
 * `UserError` when it cannot fit into the model's window.
 */
export async function continueAnswer(
  deps: ChatDeps,
  input: { readonly access: ModelAccess; readonly turnId: string },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { turns } = deps.transcript.state;
  const turn = turns.find(({ id }) => id === input.turnId);
  if (!turn || !canContinue(turn)) throw new RangeError(`nothing to continue in ${input.turnId}`);
  const { purpose, question, answer: continues } = turn;
  const earlier = purpose === 'chat' ? before(turns, turn) : [];
  return answer(deps, { ...input, purpose, question, earlier, continues, isRepeated: true }, signal);
}

/** Beside a turn, as another version of it. */
export const placeBeside = ({ parentId }: Turn): TurnPlace => (parentId === undefined ? {} : { parentId });

/** The turns that come before this place. */
const before = (turns: readonly Turn[], { parentId }: TurnPlace): readonly Turn[] =>
  parentId === undefined ? [] : pathTo(turns, parentId);

const isEmptyAnswer = ({ text, whole = '', reasoning }: Answer): boolean =>
  `${text}${whole}${reasoning}`.trim() === '';

async function answer(
  deps: ChatDeps,
  input: {
    readonly access: ModelAccess;
    readonly purpose: Purpose;
    readonly question: Question;
    readonly earlier: readonly Turn[];
    readonly place?: TurnPlace;
    readonly turnId?: string;
    readonly isRepeated?: true;
    readonly continues?: Answer;
  },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { access, purpose, question, earlier, isRepeated, continues } = input;
  if (question.pictures?.length && !access.model.can.images) throw cannotSee(access.model, undefined, deps.t);
  const budget = budgetOf(access.model, deps.maxOutputTokens, deps.counts);
  const system = systemMessage(deps, purpose);
  const begun: readonly ChatMessage[] = continues ? [{ role: 'assistant', text: continues.text }] : [];
  const written = asMessage(question, question.prompt ?? asAsked(question));
  requireFit([system, written, ...begun], budget, access.model, deps.t);
  const leftBeside = (message: ChatMessage): number =>
    budget.inputTokens - budget.tokensOf([system, message, ...begun]);
  let { turnId } = input;
  let lookedUp: LookedUp | undefined;
  if (purpose === 'chat' && mentionsDocs(question.text)) {
    turnId ??= begin(deps, input);
    const { lookUpDocuments } = await import('./lookUpDocuments.ts');
    const maxTokens = docsTokens(leftBeside(written));
    const found = await lookUpDocuments(deps, { question, turnId, maxTokens }, signal);
    if ('end' in found) return found.end;
    lookedUp = found;
  }
  const asked = lookedUp ? asMessage(question, lookedUp.prompt) : written;
  const left = leftBeside(asked);
  let history = packHistory(question.isAlone ? [] : earlier, budget, left);
  if (history.leftOut > 0) {
    turnId ??= begin(deps, input);
    history = await repacked(deps, { access, turnId, earlier, budget, left, history }, signal);
  }
  return runTurn(
    deps,
    {
      access,
      purpose,
      question,
      messages: [system, ...asSeen(told(history, [asked]), access.model)],
      earlier: history.turns.map((turn) => turn.question),
      maxOutputTokens: budget.outputTokens,
      ...(input.place && { place: input.place }),
      ...(turnId && { turnId }),
      ...(lookedUp && { sources: lookedUp.sources }),
      ...(lookedUp?.notice && { notice: lookedUp.notice }),
      ...(history.leftOut > 0 && { leftOut: history.leftOut }),
      ...(isRepeated && { isRepeated }),
      ...(continues && { continues }),
    },
    signal,
  );
}

/** What every question is sent with, whatever it is. */
export const systemMessage = (deps: ChatDeps, purpose: Purpose): ChatMessage => ({
  role: 'system',
  text: systemPrompt(deps.answerLanguage, purpose),
});

/** Shows the question before there is anything to answer it with; returns the new turn's id. */
function begin(
  deps: ChatDeps,
  {
    access,
    purpose,
    question,
    place = placeAtEnd(deps.transcript.state),
  }: {
    readonly access: ModelAccess;
    readonly purpose: Purpose;
    readonly question: Question;
    readonly place?: TurnPlace;
  },
): string {
  const { id = deps.newId() } = place;
  const answer = newAnswer(access.model.label, access.model.id);
  deps.transcript.dispatch({ type: 'turn-started', turn: { ...place, id, purpose, question, answer } });
  return id;
}

/** With a summary of what does not fit, if the user wants one and it can be had; else as it was. */
async function repacked(
  deps: ChatDeps,
  {
    access,
    turnId,
    earlier,
    budget,
    left,
    history,
  }: {
    readonly access: ModelAccess;
    readonly turnId: string;
    readonly earlier: readonly Turn[];
    readonly budget: Budget;
    readonly left: number;
    readonly history: PackedHistory;
  },
  signal: AbortSignal,
): Promise<PackedHistory> {
  if (!deps.summarizer) return history;
  deps.transcript.dispatch({ type: 'answer-waiting', turnId, notice: compactingNotice(deps.t) });
  try {
    const { compactTurns } = await import('./compact.ts');
    if (!(await compactTurns(deps, { access, turns: earlier }, signal))) return history;
  } catch (error) {
    // The question is answered all the same, and the answer says what was left out.
    if (!signal.aborted) deps.onError(error);
    return history;
  }
  const { turns } = deps.transcript.state;
  const compacted = earlier.map((turn) => turns.find(({ id }) => id === turn.id) ?? turn);
  return packHistory(compacted, budget, left);
}

const compactingNotice = (t: Translate): Notice => ({
  severity: 'information',
  code: '',
  what: t('The conversation no longer fits: its earlier part is being summarised.'),
  side: 'inkstone',
  next: t('The answer follows. All of the chat stays here.'),
  actions: [],
});
