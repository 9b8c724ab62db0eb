import type { ChatMessage } from '../../core/model/chatRequest.ts';
import type { Model } from '../../core/model/model.ts';
import type { Translate } from '../../core/text/translate.ts';
import { type Budget, requireFit } from '../budget.ts';
import { boundedDiff } from './boundedDiff.ts';
import { roomFor } from './roomFor.ts';

/** Less room for a diff than this is none. */
const LEAST_DIFF_TOKENS = 500;

/**
 * A prompt about a diff, cut to what the model can read. Throws `UserError` when there is no room beside what the prompt
 * says anyway.
 */
export function fittedDiff(
  input: {
    readonly diff: string;
    readonly mostTokens: number;
    readonly system: ChatMessage;
    readonly prompt: (diff: string) => string;
    readonly budget: Budget;
    readonly model: Model;
  },
  t: Translate,
): { readonly prompt: string; readonly omitted: number } {
  const { diff, mostTokens, system, prompt, budget, model } = input;
  const room = roomFor(diff, [system, { role: 'user', text: prompt('') }], budget);
  const { text, omitted } = boundedDiff(diff, Math.min(mostTokens, Math.max(room, LEAST_DIFF_TOKENS)));
  const fitted = prompt(text);
  requireFit([system, { role: 'user', text: fitted }], budget, model, t);
  return { prompt: fitted, omitted: omitted.length };
}
