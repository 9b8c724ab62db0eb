/** A complete answer, as it was given. */
export interface KnownAnswer {
  readonly text: string;
  /** Empty when the model showed none. */
  readonly reasoning: string;
  /** The model that the provider said answered. */
  readonly servedModel?: string | undefined;
}

/** Keeps complete answers, each under a key of 64 hexadecimal digits. What fails in it is no answer, never an error. */
export interface AnswerCache {
  get(key: string): Promise<KnownAnswer | undefined>;
  /** Replaces what was there. It is found at once, and kept as soon as it can be written. */
  put(key: string, answer: KnownAnswer): void;
}
