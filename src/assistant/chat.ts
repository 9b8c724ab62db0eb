import { pathTo } from '../core/chat/branches.ts';
import { type Answer, canContinue, type Question, type Turn } from '../core/chat/session.ts';
import type { ChatMessage, Purpose } from '../core/model/chatRequest.ts';
import { budgetOf, messageTokens, newestThatFit, requireFit } from './budget.ts';
import { systemPrompt } from './prompts/systemPrompt.ts';
import {
  type ModelAccess,
  placeAtEnd,
  runTurn,
  type TurnDeps,
  type TurnEnd,
  type TurnPlace,
} from './turn.ts';

export interface ChatDeps extends TurnDeps {
  /** English name of the language to answer in, for example `Simplified Chinese`. */
  readonly answerLanguage: string;
  readonly maxOutputTokens: number;
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
  const { access, purpose, question, earlier, place, turnId, isRepeated, continues } = input;
  const budget = budgetOf(access.model, deps.maxOutputTokens);
  const system: ChatMessage = { role: 'system', text: systemPrompt(deps.answerLanguage, purpose) };
  const asked: ChatMessage = { role: 'user', text: question.prompt ?? question.text };
  const begun: readonly ChatMessage[] = continues ? [{ role: 'assistant', text: continues.text }] : [];
  const needed = [system, asked, ...begun];
  requireFit(needed, budget, access.model, deps.t);
  const left = needed.reduce((tokens, message) => tokens - messageTokens(message), budget.inputTokens);
  const answered = earlier.filter((turn) => exchange(turn).length > 0);
  const history = newestThatFit(answered.flatMap(exchange), left);
  return runTurn(
    deps,
    {
      access,
      purpose,
      question,
      messages: [system, ...history, asked],
      earlier: answered.slice(answered.length - history.length / 2).map((turn) => turn.question),
      maxOutputTokens: budget.outputTokens,
      ...(place && { place }),
      ...(turnId && { turnId }),
      ...(isRepeated && { isRepeated }),
      ...(continues && { continues }),
    },
    signal,
  );
}

/**
 * A turn as messages: what was asked about which code, without the form that a command wanted its answer in, and the
 * answer with its code. One without an answer would leave two questions in a row, which some providers refuse.
 */
function exchange({ question, answer }: Turn): ChatMessage[][] {
  const answered = answer.whole ?? answer.text;
  if (!answered.trim()) return [];
  return [
    [
      { role: 'user', text: [question.text, question.about].filter(Boolean).join('\n\n') },
      { role: 'assistant', text: answered },
    ],
  ];
}
