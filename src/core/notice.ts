import type { FaultSide } from './model/providerError.ts';

/** What a notice's button does; the host knows how. */
export type NoticeActionId =
  | 'add-key'
  | 'replace-key'
  | 'select-model'
  | 'use-suggested-provider'
  | 'use-local-model'
  | 'use-model'
  | 'answer-with'
  | 'retry'
  | 'continue'
  | 'send-queued'
  | 'try-now'
  | 'show-log'
  | 'open-proxy-settings'
  | 'open-settings'
  | 'show-usage'
  | 'show-answer'
  | 'new-chat';

export interface NoticeAction {
  readonly id: NoticeActionId;
  readonly label: string;
  /**
   * For `use-suggested-provider` and `try-now`: the provider's id. For `answer-with` and `use-model`: the model's. For `send-queued`:
   * the chat's. For `open-settings`: the setting's, or all of them.
   */
  readonly argument?: string;
  /** The turn of which the notice is, where that is known. */
  readonly turnId?: string;
}

/** An error as the user reads it: what happened, whose side it is on, what to do next, and a code to search for. */
export interface Notice {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly what: string;
  readonly side: FaultSide;
  readonly next: string;
  readonly actions: readonly NoticeAction[];
}

/** One line for a pop-up, which has no room for parts. */
export function noticeLine(notice: Notice): string {
  return [notice.what, notice.next, notice.code && `(${notice.code})`].filter(Boolean).join(' ');
}
