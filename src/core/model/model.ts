/** `provider/name`, for example `zhipu/glm-5.2`. The name may hold further slashes. */
export type ModelId = `${string}/${string}`;

export type Currency = 'CNY' | 'USD';

/** Prices in whole units of `currency` per million tokens. */
export interface Price {
  readonly currency: Currency;
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  /** Price of input tokens served from the provider's cache; the input price when absent. */
  readonly cachedInputPerMillion?: number;
}

export interface ModelAbilities {
  readonly tools: boolean;
  readonly images: boolean;
  /** The model can think before it answers. */
  readonly reasoning: boolean;
}

export interface Model {
  readonly id: ModelId;
  /** Id of the catalogue's provider, or of the user's own endpoint. */
  readonly provider: string;
  /** The name on the wire. */
  readonly name: string;
  /** The name for people. */
  readonly label: string;
  /** Prompt and answer together, in tokens. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  readonly can: ModelAbilities;
  readonly price?: Price;
}

/** Splits an id at its first slash. Throws `RangeError` when either part is missing. */
export function splitModelId(id: string): { provider: string; name: string } {
  const slash = id.indexOf('/');
  if (slash < 1 || slash === id.length - 1) throw new RangeError(`not a model id: ${id}`);
  return { provider: id.slice(0, slash), name: id.slice(slash + 1) };
}
