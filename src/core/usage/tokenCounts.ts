import type { ChatRequest } from '../model/chatRequest.ts';
import type { ModelId } from '../model/model.ts';
import type { Usage } from '../model/usage.ts';
import {
  besideTokens,
  type Calibration,
  calibratedTokens,
  isPlausible,
  learn,
  readCalibration,
  UNCALIBRATED,
} from './calibration.ts';
import { addShares, type PromptShares, promptShares } from './promptShares.ts';

/** How many tokens a prompt is by a model's own count, as far as that is known from its answers. */
export interface TokenCounts {
  /** About how many tokens a part of a prompt is. A fraction; additive. */
  part(model: ModelId, shares: PromptShares): number;
  /** About how many the model counts beside what it is sent. */
  beside(model: ModelId): number;
  /** About how many a whole prompt is: of one that goes on with what was counted before, only the rest is estimated. */
  whole(model: ModelId, shares: PromptShares): number;
  /** An answer has come to its end, and its provider has counted. */
  learn(request: Pick<ChatRequest, 'model' | 'messages' | 'tools'>, answer: CountedAnswer): void;
}

export interface CountedAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly usage: Usage;
}

/** Where calibrations are kept over a restart. */
export interface CalibrationMemory {
  read(): Readonly<Record<string, unknown>>;
  write(calibrations: Readonly<Record<string, Calibration>>): void;
}

/** Of a model that has said nothing yet. */
export const ESTIMATES: Pick<TokenCounts, 'part' | 'beside'> = {
  part: (_, shares) => calibratedTokens(UNCALIBRATED, shares),
  beside: () => besideTokens(UNCALIBRATED),
};

/** As many models are remembered, those that answered last. */
const MOST_MODELS = 40;

export function createTokenCounts(memory: CalibrationMemory): TokenCounts {
  let known: Map<string, Calibration> | undefined;
  /** What each model's last prompt and its answer were counted as. */
  const counted = new Map<ModelId, { readonly shares: PromptShares; readonly tokens: number }>();
  const calibrations = (): Map<string, Calibration> => {
    known ??= new Map(
      Object.entries(memory.read()).flatMap(([id, kept]) => {
        const calibration = readCalibration(kept);
        return calibration ? [[id, calibration] as const] : [];
      }),
    );
    return known;
  };
  const of = (model: ModelId): Calibration => calibrations().get(model) ?? UNCALIBRATED;
  const part = (model: ModelId, shares: PromptShares): number => calibratedTokens(of(model), shares);

  return {
    part,
    beside: (model) => besideTokens(of(model)),
    whole(model, shares) {
      const all = part(model, shares) + besideTokens(of(model));
      const last = counted.get(model);
      if (!last) return all;
      const more = shares.map((share, index) => share - (last.shares[index] ?? 0));
      const changed = part(model, more.map(Math.abs));
      // Of something else entirely, it would be the estimate of a difference, which is the worse one.
      return changed < part(model, shares) / 2 ? last.tokens + part(model, more) : all;
    },
    learn({ model: { id }, messages, tools }, { text, reasoning, usage }) {
      const prompt = promptShares({ messages, ...(tools && { tools }) });
      const before = of(id);
      const learnt = learn(before, prompt, usage.inputTokens);
      if (learnt === before) return;
      calibrations().delete(id);
      calibrations().set(id, learnt);
      for (const oldest of [...calibrations().keys()].slice(0, -MOST_MODELS)) calibrations().delete(oldest);
      memory.write(Object.fromEntries(calibrations()));
      const answer = promptShares({ messages: [{ role: 'assistant', text }] });
      const said = part(id, answer);
      const written = usage.outputTokens - usage.reasoningTokens;
      // Some count what they thought without saying how much of the answer that is.
      const isOwn = (reasoning === '' || usage.reasoningTokens > 0) && isPlausible(written, said);
      counted.set(id, {
        shares: addShares(prompt, answer),
        tokens: usage.inputTokens + (isOwn ? written : said),
      });
    },
  };
}
