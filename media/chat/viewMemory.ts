/** What the panel itself keeps over being hidden or reloaded; all else the host has. */
export interface ViewMemory {
  readonly draft: string;
  /** The chat that `scrollTop` is for. */
  readonly sessionId: string;
  /** In px; absent while the view is at the end. */
  readonly scrollTop?: number;
}

const EMPTY: ViewMemory = { draft: '', sessionId: '' };

/** Reads what was kept, which may be from another version; what does not fit is left out. */
export function readMemory(kept: unknown): ViewMemory {
  if (typeof kept !== 'object' || kept === null) return EMPTY;
  const { draft, sessionId, scrollTop } = kept as Partial<Record<keyof ViewMemory, unknown>>;
  return {
    draft: typeof draft === 'string' ? draft : '',
    sessionId: typeof sessionId === 'string' ? sessionId : '',
    ...(typeof scrollTop === 'number' && { scrollTop }),
  };
}
