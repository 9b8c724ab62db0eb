import { emptySession, type SessionEvent, type SessionState } from '../../../../src/core/chat/session.ts';
import type { HostToPanel, PanelIntent, PanelStatus } from '../../../../src/protocol/panelMessages.ts';
import type { PageLanguage } from './languages.ts';
import type { MediaPage } from './mediaPage.ts';

/** The other end of a chat page. */
export interface ChatHost {
  /** Sends everything anew, and waits until it is shown. */
  show(state?: { readonly session?: SessionState; readonly status?: Partial<PanelStatus> }): Promise<void>;
  /** Sends one message with these events, and waits until they are shown. */
  emit(...events: readonly SessionEvent[]): Promise<void>;
  setStatus(status: Partial<PanelStatus>): Promise<void>;
  post(message: HostToPanel): Promise<void>;
  /** What the user did, oldest first. */
  intents(): Promise<readonly PanelIntent[]>;
}

const READY: PanelStatus = { modelLabel: 'GLM-5.2', chats: [] };

export function createChatHost(chat: MediaPage, language: PageLanguage): ChatHost {
  let seq = 0;
  let status = READY;
  const post = (message: HostToPanel): Promise<void> => chat.post(message);

  async function shown(): Promise<void> {
    await chat.page.waitForFunction(
      (awaited) =>
        (window as unknown as { sentToHost: readonly PanelIntent[] }).sentToHost.some(
          (message) => message.type === 'applied' && message.seq === awaited,
        ),
      seq,
    );
  }

  return {
    post,
    async show({ session = emptySession('chat', 0), status: changed = {} } = {}) {
      status = { ...status, ...changed };
      seq++;
      await post({ type: 'snapshot', seq, session, status, ...language });
      await shown();
    },
    async emit(...events) {
      seq++;
      await post({ type: 'events', seq, events });
      await shown();
    },
    async setStatus(changed) {
      status = { ...status, ...changed };
      await post({ type: 'status', status });
    },
    async intents() {
      const sent = await chat.sent<PanelIntent>();
      return sent.filter(({ type }) => type !== 'panel-ready' && type !== 'applied');
    },
  };
}
