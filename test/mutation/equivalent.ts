/** Mutants that change nothing which could be seen, each with the reason. */
export interface Equivalent {
  readonly file: string;
  /** The line as it is, without its indentation. */
  readonly line: string;
  readonly original: string;
  readonly replacement: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  ...['(20_000 + 1)', '(20_000 - 1)'].map((replacement) => ({
    file: 'src/providers/policy/retryRules.ts',
    line: 'const LONGEST_BACKOFF_MS = 20_000;',
    original: '20_000',
    replacement,
    why: 'no rule allows so many repetitions that a wait would come near it',
  })),
  {
    file: 'src/providers/credentials/tokenCache.ts',
    line: "signal.addEventListener('abort', abort, { once: true });",
    original: 'true',
    replacement: 'false',
    why: 'a signal is aborted once, and the listener is removed in any case',
  },
];
