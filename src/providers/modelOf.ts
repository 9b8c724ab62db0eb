import type { Model, Price } from '../core/model/model.ts';

/** What is known of a model. */
export interface ModelFacts {
  /** The name on the wire. */
  readonly name: string;
  readonly label?: string | undefined;
  readonly contextTokens?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly tools?: boolean | undefined;
  readonly images?: boolean | undefined;
  readonly reasoning?: boolean | undefined;
  readonly price?: Price | undefined;
}

// Small enough for whatever a server may run.
const CONTEXT_TOKENS = 32_768;
const OUTPUT_TOKENS = 8192;

/** Fills in what is not known so that nothing is promised that a model may not keep. */
export function modelOf(provider: string, facts: ModelFacts): Model {
  const contextTokens = facts.contextTokens ?? CONTEXT_TOKENS;
  return {
    id: `${provider}/${facts.name}`,
    provider,
    name: facts.name,
    label: facts.label ?? facts.name,
    contextTokens,
    maxOutputTokens: facts.maxOutputTokens ?? Math.min(OUTPUT_TOKENS, Math.floor(contextTokens / 2)),
    can: {
      tools: facts.tools ?? false,
      images: facts.images ?? false,
      reasoning: facts.reasoning ?? false,
    },
    ...(facts.price && { price: facts.price }),
  };
}

/** A model as somebody who knows it better has it. */
export function withFacts(model: Model, facts: ModelFacts | undefined): Model {
  if (!facts) return model;
  const contextTokens = facts.contextTokens ?? model.contextTokens;
  const price = facts.price ?? model.price;
  return {
    ...model,
    label: facts.label ?? model.label,
    contextTokens,
    maxOutputTokens: facts.maxOutputTokens ?? Math.min(model.maxOutputTokens, Math.floor(contextTokens / 2)),
    can: {
      tools: facts.tools ?? model.can.tools,
      images: facts.images ?? model.can.images,
      reasoning: facts.reasoning ?? model.can.reasoning,
    },
    ...(price && { price }),
  };
}
