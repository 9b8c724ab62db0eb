import type { SessionState } from '../../core/chat/session.ts';
import { findExcerpt, folded, TextIndex, termsOf } from '../../core/chat/textIndex.ts';
import type { ChatEntry, ChatStore } from './chatStore.ts';

/** More are of no use to anybody: another word finds it sooner. */
const MAX_FOUND = 50;

/** The editor is not to wait longer than that for its turn. */
const SLICE_MS = 8;

interface Findable {
  readonly chat: ChatEntry;
  readonly foldedTitle: string;
}

export interface FoundChat {
  readonly chat: ChatEntry;
  /** Where the query stands in it; empty without a query, and when it stands in the title only. */
  readonly excerpt: string;
}

/**
 * Finds chats by what was said in them. `load` reads those that are new or have changed, once; after that a search
 * reads no more chats than it finds, but for a few.
 */
export class ChatSearch {
  readonly #store: Pick<ChatStore, 'peek'>;
  readonly #index = new TextIndex();
  #chats: readonly Findable[] = [];

  constructor(store: Pick<ChatStore, 'peek'>) {
    this.#store = store;
  }

  /** The chats that can be found, in their order; those that were not loaded yet by their titles. */
  set chats(chats: readonly ChatEntry[]) {
    this.#chats = chats.map((chat) => ({ chat, foldedTitle: folded(chat.title) }));
    this.#index.retain(new Set(chats.map(({ id }) => id)));
  }

  /** Reads what is to be searched; tells now and then that more can be found. Throws `signal.reason`. */
  async load(onProgress: () => void, signal: AbortSignal): Promise<void> {
    const pace = createPace();
    for (const { chat } of this.#chats) {
      signal.throwIfAborted();
      if (this.#index.has(chat.id, versionOf(chat))) continue;
      const session = await this.#store.peek(chat.id);
      this.#index.set(chat.id, versionOf(chat), session ? textOf(session) : '');
      if (!pace.isDue()) continue;
      await pace.rest();
      onProgress();
    }
  }

  /** The newest chats with all words of the query. Throws `signal.reason`. */
  async find(query: string, signal: AbortSignal): Promise<readonly FoundChat[]> {
    const terms = termsOf(query);
    const found: FoundChat[] = [];
    const pace = createPace();
    for (const findable of this.#chats) {
      if (found.length === MAX_FOUND) break;
      const rest = terms.filter((term) => !findable.foldedTitle.includes(term));
      const { chat } = findable;
      if (rest.length === 0) found.push({ chat, excerpt: '' });
      else if (this.#index.mayHold(chat.id, rest)) {
        const text = this.#index.text(chat.id) ?? (await this.#read(chat.id));
        const excerpt = findExcerpt({ ...findable, text }, terms);
        if (excerpt !== undefined) found.push({ chat, excerpt });
      }
      if (pace.isDue()) await pace.rest();
      signal.throwIfAborted();
    }
    return found;
  }

  async #read(id: string): Promise<string> {
    const session = await this.#store.peek(id);
    const text = session ? textOf(session) : '';
    this.#index.keep(id, text);
    return text;
  }
}

const versionOf = ({ changedAt, bytes }: ChatEntry): string => `${changedAt} ${bytes}`;

const textOf = ({ turns }: SessionState): string =>
  turns.map(({ question, answer }) => `${question.text}\n${answer.text}`).join('\n');

/** When it is time to let others have their turn, and the rest for it. */
function createPace(): { isDue(): boolean; rest(): Promise<void> } {
  let since = performance.now();
  return {
    isDue: () => performance.now() - since >= SLICE_MS,
    async rest() {
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    },
  };
}
