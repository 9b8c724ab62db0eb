import { isEdit, type SessionEvent } from '../../core/chat/session.ts';
import type { Conversation } from '../chat/conversation.ts';
import { checkAnswer } from './checkAnswer.ts';

/** What makes an answer another one than was looked at. */
const CHANGES_ANSWER: ReadonlySet<SessionEvent['type']> = new Set([
  'answer-restarted',
  'answer-continued',
  'answer-withdrawn',
  'turn-deleted',
  'chat-restored',
]);

/**
 * Looks up what a complete answer says there is in the code, and lets the conversation know; ends when the answer
 * becomes another one. Nothing waits for it.
 */
export async function checkTurn(conversation: Conversation, turnId: string): Promise<void> {
  const turn = conversation.state.turns.find(({ id }) => id === turnId);
  if (!turn || isEdit(turn.purpose) || turn.answer.status !== 'complete') return;
  const controller = new AbortController();
  const unlisten = conversation.listen((event) => {
    if (!CHANGES_ANSWER.has(event.type)) return;
    const now = conversation.state.turns.find(({ id }) => id === turnId);
    if (now?.answer.text !== turn.answer.text || now.answer.status !== 'complete') controller.abort();
  });
  try {
    const { text } = turn.answer;
    const claims = await checkAnswer({ text, references: turn.question.references }, controller.signal);
    if (claims.length > 0) conversation.dispatch({ type: 'answer-checked', turnId, claims });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    unlisten();
  }
}
