/** How a step ended. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** One text a failure, for someone who has to find its cause. */
  readonly failures: readonly string[];
}

export const PASSED: Outcome = { passed: 1, failed: 0, failures: [] };

export function failure(text: string): Outcome {
  return { passed: 0, failed: 1, failures: [text] };
}
