/** One limit of a plan that is paid by the month. */
export interface PlanLimit {
  /** `tokens` are those of the models; `tools` are calls of the plan's own tools. */
  readonly counts: 'tokens' | 'tools';
  /** The time that it is for, as far as the provider says. */
  readonly window?: { readonly count: number; readonly unit: 'hour' | 'week' | 'month' };
  /** From 0 to 100. */
  readonly usedPercent: number;
  /** When it starts from zero, in ms since 1970 UTC. */
  readonly resetsAt?: number;
}

export interface PlanQuota {
  /** The plan's name, as the provider has it. */
  readonly level?: string;
  readonly limits: readonly PlanLimit[];
}
