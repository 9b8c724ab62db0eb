import type { SessionEvent } from '../../src/core/chat/session.ts';
import type { HostToPanel } from '../../src/protocol/panelMessages.ts';

/** What has been written at the end of answers, by the id of their turns; for others nothing is known. */
export type AddedText = ReadonlyMap<string, string>;

/**
 * Collects what is written between two frames. With it nobody has to compare an answer with what was shown of it, which
 * costs more than all else when the answer is long.
 */
export interface FreshText {
  see(message: HostToPanel): void;
  /** What was seen since the last call. */
  take(): AddedText;
}

export function createFreshText(): FreshText {
  let added = new Map<string, string>();
  let changed = new Set<string>();
  let isAllChanged = false;

  function seeEvent(event: SessionEvent): void {
    if (!('turnId' in event)) isAllChanged = true;
    else if (event.type === 'text-delta')
      added.set(event.turnId, (added.get(event.turnId) ?? '') + event.text);
    // Another event may put another text in the place of what was there.
    else changed.add(event.turnId);
  }

  return {
    see(message) {
      if (message.type === 'snapshot') isAllChanged = true;
      else if (message.type === 'events') message.events.forEach(seeEvent);
    },
    take() {
      const known = isAllChanged ? [] : [...added].filter(([turnId]) => !changed.has(turnId));
      added = new Map();
      changed = new Set();
      isAllChanged = false;
      return new Map(known);
    },
  };
}
