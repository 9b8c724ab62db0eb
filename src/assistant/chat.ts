import { type Answer, canContinue, type Question, type Turn } from '../core/chat/session.ts';
import type { ChatMessage, Purpose } from '../core/model/chatRequest.ts';
import { budgetOf, messageTokens, newestThatFit, requireFit } from './budget.ts';
import { systemPrompt } from './prompts/systemPrompt.ts';
import { type ModelAccess, runTurn, type TurnDeps, type TurnEnd } from './turn.ts';

export interface ChatDeps extends TurnDeps {
  /** English name of the language to answer in, for example `Simplified Chinese`. */
  readonly answerLanguage: string;
  readonly maxOutputTokens: number;
}

/** Asks `question` in the conversation. Throws `UserError` when it cannot fit into the model's window. */
export async function ask(
  deps: ChatDeps,
  input: { readonly access: ModelAccess; readonly question: Question },
  signal: AbortSignal,
): Promise<TurnEnd> {
  return answer(deps, { ...input, purpose: 'chat', earlier: deps.transcript.state.turns }, signal);
}

/**
 * Answers a turn anew: a question with the turns before it as they are, a command alone, as it was sent. Throws
 * `RangeError` for an unknown turn.
 */
export async function askAgain(
  deps: ChatDeps,
  input: { readonly access: ModelAccess; readonly turnId: string },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { turns } = deps.transcript.state;
  const index = turns.findIndex((turn) => turn.id === input.turnId);
  const turn = turns[index];
  if (!turn) throw new RangeError(`no turn ${input.turnId}`);
  const { purpose, question } = turn;
  const earlier = purpose === 'chat' ? turns.slice(0, index) : [];
  return answer(deps, { ...input, purpose, question, earlier }, signal);
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
  const index = turns.findIndex((turn) => turn.id === input.turnId);
  const turn = turns[index];
  if (!turn || !canContinue(turn)) throw new RangeError(`nothing to continue in ${input.turnId}`);
  const { purpose, question, answer: continues } = turn;
  const earlier = purpose === 'chat' ? turns.slice(0, index) : [];
  return answer(deps, { ...input, purpose, question, earlier, continues }, signal);
}

async function answer(
  deps: ChatDeps,
  input: {
    readonly access: ModelAccess;
    readonly purpose: Purpose;
    readonly question: Question;
    readonly earlier: readonly Turn[];
    readonly turnId?: string;
    readonly continues?: Answer;
  },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { access, purpose, question, earlier, turnId, continues } = input;
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
      ...(turnId && { turnId }),
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
