import type { AnswerBeginning, ChatRequest } from '../../core/model/chatRequest.ts';
import { originOf } from '../../core/model/origin.ts';
import type { OpenaiTraits } from './openaiTraits.ts';

/** Whether the provider goes on with an answer to such a request by itself. */
export function resumes(
  { continuation }: OpenaiTraits,
  baseUrl: string,
  { model, reasoning }: Pick<ChatRequest, 'model' | 'reasoning'>,
): boolean {
  if (!continuation) return false;
  if (continuation.notWhenReasoning && model.can.reasoning && reasoning !== 'off') return false;
  return continuation.baseUrl === undefined || originOf(continuation.baseUrl) === originOf(baseUrl);
}

/** The last message, with which the answer begins. */
export function encodeBeginning(
  traits: OpenaiTraits,
  { text, reasoning }: AnswerBeginning,
  canReason: boolean,
): object {
  const by = traits.continuation?.by;
  return {
    role: 'assistant',
    content: text,
    // It has thought already, and goes on from there.
    ...(traits.returnsReasoning && canReason && { reasoning_content: reasoning }),
    ...((by === 'prefix' || by === 'partial') && { [by]: true }),
  };
}

/** What goes beside the messages. */
export function continuationSwitches({ continuation, reasoningSwitch }: OpenaiTraits): object {
  return {
    ...(continuation?.by === 'final-message' && {
      continue_final_message: true,
      add_generation_prompt: false,
    }),
    // The template would put a thought between the beginning and what follows; llama.cpp refuses that.
    ...(reasoningSwitch === 'chat-template' && { chat_template_kwargs: { enable_thinking: false } }),
  };
}
