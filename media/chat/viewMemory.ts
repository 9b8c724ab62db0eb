/** What the panel itself keeps over being hidden or reloaded; all else the host has. */
export interface ViewMemory {
  readonly draft: string;
  /** Questions that are being changed, by their id. */
  readonly edits: Readonly<Record<string, string>>;
  /** The chat that `scrollTop` is for. */
  readonly sessionId: string;
  /** In px; absent while the view is at the end. */
  readonly scrollTop?: number;
}

const EMPTY: ViewMemory = { draft: '', edits: {}, sessionId: '' };

/** Reads what was kept, which may be from another version; what does not fit is left out. */
export function readMemory(kept: unknown): ViewMemory {
  if (typeof kept !== 'object' || kept === null) return EMPTY;
  const { draft, edits, sessionId, scrollTop } = kept as Partial<Record<keyof ViewMemory, unknown>>;
  return {
    draft: typeof draft === 'string' ? draft : '',
    edits: textsOf(edits),
    sessionId: typeof sessionId === 'string' ? sessionId : '',
    ...(typeof scrollTop === 'number' && { scrollTop }),
  };
}

function textsOf(kept: unknown): Readonly<Record<string, string>> {
  if (typeof kept !== 'object' || kept === null) return {};
  return Object.fromEntries(Object.entries(kept).filter(([, text]) => typeof text === 'string'));
}
