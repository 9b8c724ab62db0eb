import { reduceSession, type SessionState } from '../../src/core/chat/session.ts';
import type { HostToPanel, PanelStatus } from '../../src/protocol/panelMessages.ts';

/** What the panel knows; the host has the truth. */
export interface PanelState {
  readonly session: SessionState;
  readonly status: PanelStatus;
  /** Of the last `snapshot` or `events` message. */
  readonly seq: number;
  readonly language: string;
  readonly texts: Readonly<Record<string, string>>;
  /** A message is missing: what comes is of no use until the next snapshot. */
  readonly isOutOfStep: boolean;
}

/** The state after a message; `undefined` until the first snapshot. */
export function receiveMessage(state: PanelState | undefined, message: HostToPanel): PanelState | undefined {
  switch (message.type) {
    case 'snapshot': {
      const { session, status, seq, language, texts } = message;
      return { session, status, seq, language, texts, isOutOfStep: false };
    }
    case 'events': {
      if (!state || state.isOutOfStep) return state;
      if (message.seq !== state.seq + 1) return { ...state, isOutOfStep: true };
      return { ...state, seq: message.seq, session: message.events.reduce(reduceSession, state.session) };
    }
    case 'status':
      return state && { ...state, status: message.status };
    case 'compose':
    case 'focus-composer':
    case 'found-context':
      return state;
  }
}
