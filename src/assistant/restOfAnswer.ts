import { openFenceAtEnd } from '../core/chat/codeBlockAt.ts';
import { endToRepeat } from '../core/chat/repetition.ts';
import { createSplice, type Splice } from '../core/chat/splice.ts';
import type { AnswerBeginning, ChatMessage, ChatRequest } from '../core/model/chatRequest.ts';
import { continuePrompt } from './prompts/continuePrompt.ts';

/** How the rest of an answer is asked for, and where it goes. */
export interface RestOfAnswer {
  readonly request: Pick<ChatRequest, 'messages' | 'continues'>;
  readonly splice: Splice;
}

/**
 * Asks for what follows the beginning of an answer to `messages`: by the provider's own mechanism if it `resumes`, else
 * by a question of ours. The beginning holds more than white space.
 */
export function restOfAnswer(
  messages: readonly ChatMessage[],
  { text, reasoning }: AnswerBeginning,
  resumes: boolean,
): RestOfAnswer {
  const fence = openFenceAtEnd(text);
  const splice = createSplice(text, fence, resumes ? 'resumed' : 'asked');
  // Some providers refuse white space at the end, others take it off.
  const sent = text.trimEnd();
  if (resumes) return { request: { messages, continues: { text: sent, reasoning } }, splice };
  const asked: readonly ChatMessage[] = [
    { role: 'assistant', text: sent },
    { role: 'user', text: continuePrompt(endToRepeat(text), fence) },
  ];
  return { request: { messages: [...messages, ...asked] }, splice };
}
