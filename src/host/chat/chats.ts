import { randomUUID } from 'node:crypto';
import { joinDeltas } from '../../core/chat/journal.ts';
import { emptySession, type SessionEvent } from '../../core/chat/session.ts';
import { createReportOnce } from '../reportOnce.ts';
import type { ChatEntry, ChatStore, StoredChat } from './chatStore.ts';
import { Conversation } from './conversation.ts';

/** While an answer runs its text is on disk at most this late. */
const SAVE_MS = 250;

/** As many chats are offered at the beginning; all others are found by searching. */
const RECENT = 50;

/** What the panels show of a chat that is not open. */
type RecentChat = Pick<ChatEntry, 'id' | 'title' | 'isPinned'>;

/** What is not on disk yet of a conversation. */
interface Due {
  readonly events: SessionEvent[];
  timer?: NodeJS.Timeout;
}

/** Where chats are kept. */
export type ChatStorage = Pick<ChatStore, 'append' | 'load' | 'list' | 'peek' | 'delete'>;

/** The open conversation, saved as it grows, and the way to the earlier ones. */
export class Chats {
  readonly #store: ChatStorage;
  readonly #refusal: () => Error;
  readonly #reportOnce: ReturnType<typeof createReportOnce>;
  readonly #listeners = new Set<(conversation: Conversation) => void>();
  readonly #deletionListeners = new Set<(conversation: Conversation) => void>();
  readonly #eventListeners = new Set<(event: SessionEvent) => void>();
  readonly #due = new Map<Conversation, Due>();
  readonly #saves = new Set<Promise<void>>();
  /** Whose last save has failed; what is on disk of them is behind. */
  readonly #unsaved = new Set<Conversation>();
  /** With an answer under way or a question that waits, the open one or not. What is on disk of them is behind. */
  readonly #running = new Set<Conversation>();
  /** They have files, even if all that was said in them is deleted. */
  readonly #kept = new WeakSet<Conversation>();
  readonly #unlisten = new WeakMap<Conversation, () => void>();
  #current: Conversation;
  #recent: readonly RecentChat[] = [];

  /** `refusal` is what is thrown where something is to happen in a chat that can only be read. */
  constructor(store: ChatStorage, onSaveFailed: (error: unknown) => void, refusal: () => Error) {
    this.#store = store;
    this.#refusal = refusal;
    this.#reportOnce = createReportOnce(onSaveFailed);
    this.#current = this.#watch(new Conversation(emptySession(randomUUID(), Date.now())));
  }

  get current(): Conversation {
    return this.#current;
  }

  /** Called with the conversation that became the open one. */
  onDidSwitch(listener: (conversation: Conversation) => void): void {
    this.#listeners.add(listener);
  }

  /** Called with a conversation that is being deleted; answers may be under way in it. */
  onDidDelete(listener: (conversation: Conversation) => void): void {
    this.#deletionListeners.add(listener);
  }

  /** Called with what happens in any conversation of this window. */
  onEvent(listener: (event: SessionEvent) => void): void {
    this.#eventListeners.add(listener);
  }

  /** Opens a new chat, in which this has happened already; its model is that of the chat before. */
  startNew(events: readonly SessionEvent[] = []): void {
    const { turns, queue, modelId } = this.#current.state;
    if (turns.length === 0 && queue.length === 0) return;
    const conversation = this.#watch(new Conversation(emptySession(randomUUID(), Date.now())));
    if (modelId) conversation.dispatch({ type: 'chat-model-chosen', modelId });
    for (const event of events) conversation.dispatch(event);
    this.#switch(conversation);
  }

  /** Opens an earlier chat; false when it cannot be read. */
  async open(id: string): Promise<boolean> {
    if (this.#current.state.id === id) return true;
    await this.flush();
    const ahead = this.#inMemory(id);
    if (ahead) {
      this.#switch(ahead);
      return true;
    }
    const chat = await this.#store.load(id);
    if (chat) this.#switch(this.#stored(chat));
    return chat !== undefined;
  }

  /** Opens the chat of the last time, unless another one has been begun meanwhile. */
  async reopen(id: string): Promise<void> {
    const fresh = this.#current;
    const chat = await this.#store.load(id);
    if (chat && this.#current === fresh && fresh.state.turns.length === 0) this.#switch(this.#stored(chat));
  }

  /** All chats, newest first. */
  async list(): Promise<readonly ChatEntry[]> {
    await this.flush();
    const entries = await this.#store.list();
    this.#recent = entries.slice(0, RECENT);
    return entries;
  }

  /** The newest of the list as it was when it was last asked for, with what has been saved since. */
  get recent(): readonly RecentChat[] {
    return this.#recent;
  }

  /** Lets something happen in a chat, the open one or not. Throws the refusal, and what the file system throws. */
  async change(id: string, ...events: readonly SessionEvent[]): Promise<void> {
    const conversation = await this.#find(id);
    for (const event of events) conversation?.dispatch(event);
    await this.flush();
  }

  /**
   * Deletes a chat; if it is the open one, a new one is begun. What it returns brings the chat back, and opens it again
   * where nothing else has been begun; it is `undefined` where nothing could be read. Throws the refusal, and what the
   * file system throws.
   */
  async delete(id: string): Promise<(() => Promise<void>) | undefined> {
    const conversation = await this.#find(id);
    if (conversation) {
      conversation.requireWritable();
      this.#forget(conversation);
      for (const listener of this.#deletionListeners) listener(conversation);
    }
    await Promise.all(this.#saves);
    await this.#store.delete(id);
    this.#recent = this.#recent.filter((entry) => entry.id !== id);
    const isOpen = this.#current.state.id === id;
    if (isOpen) this.#switch(this.#watch(new Conversation(emptySession(randomUUID(), Date.now()))));
    if (!conversation) return undefined;
    const begun = this.#current;
    return async () => {
      const { state } = conversation;
      // Another window may have gone on with it: then what it wrote stays.
      const there = await this.#store.load(id);
      await this.#store.append(
        state,
        there
          ? state.turns.map((turn) => ({ type: 'turn-started', turn }))
          : [{ type: 'chat-restored', session: state }],
      );
      if (isOpen && this.#current === begun && begun.state.turns.length === 0) await this.open(id);
    };
  }

  /** Writes what is not on disk yet, and waits for what is being written. */
  async flush(): Promise<void> {
    const behind = [...this.#due.keys(), ...this.#unsaved].filter((each) => this.#isWorthKeeping(each));
    for (const conversation of new Set(behind)) void this.#save(conversation);
    await Promise.all(this.#saves);
  }

  async #find(id: string): Promise<Conversation | undefined> {
    const open = this.#inMemory(id);
    if (open) return open;
    const chat = await this.#store.load(id);
    return chat && this.#stored(chat);
  }

  /** What is on disk of it may be behind. */
  #inMemory(id: string): Conversation | undefined {
    const conversations = [this.#current, ...this.#running, ...this.#unsaved, ...this.#due.keys()];
    return conversations.find(({ state }) => state.id === id);
  }

  /** Nothing of it is written any more. */
  #forget(conversation: Conversation): void {
    this.#unlisten.get(conversation)?.();
    clearTimeout(this.#due.get(conversation)?.timer);
    this.#due.delete(conversation);
    this.#unsaved.delete(conversation);
    this.#running.delete(conversation);
  }

  #switch(conversation: Conversation): void {
    this.#current = conversation;
    for (const listener of this.#listeners) listener(conversation);
  }

  #watch(conversation: Conversation): Conversation {
    const unlisten = conversation.listen((event) => {
      for (const listener of this.#eventListeners) listener(event);
      // What is looked at in it is nothing that happened.
      if (conversation.isReadOnly) return;
      if (conversation.isRunning || conversation.state.queue.length > 0) this.#running.add(conversation);
      else this.#running.delete(conversation);
      const due = this.#dueOf(conversation);
      due.events.push(event);
      // A chat in which nothing was said is not worth a file.
      if (!this.#isWorthKeeping(conversation)) return;
      due.timer ??= setTimeout(() => void this.#save(conversation), SAVE_MS);
      if (event.type === 'answer-finished') void this.#save(conversation);
    });
    this.#unlisten.set(conversation, unlisten);
    return conversation;
  }

  #stored({ session, isReadOnly }: StoredChat): Conversation {
    const conversation = this.#watch(new Conversation(session, isReadOnly ? this.#refusal : undefined));
    this.#kept.add(conversation);
    return conversation;
  }

  #isWorthKeeping(conversation: Conversation): boolean {
    const { turns, queue } = conversation.state;
    return turns.length > 0 || queue.length > 0 || this.#kept.has(conversation);
  }

  #dueOf(conversation: Conversation): Due {
    const known = this.#due.get(conversation);
    if (known) return known;
    const due = { events: [] };
    this.#due.set(conversation, due);
    return due;
  }

  #save(conversation: Conversation): Promise<void> {
    const { events = [], timer } = this.#due.get(conversation) ?? {};
    clearTimeout(timer);
    this.#due.delete(conversation);
    const save = this.#write(conversation, events).finally(() => this.#saves.delete(save));
    this.#saves.add(save);
    return save;
  }

  async #write(conversation: Conversation, events: readonly SessionEvent[]): Promise<void> {
    const { state } = conversation;
    this.#kept.add(conversation);
    const isSaved = await this.#reportOnce.run(() => this.#store.append(state, joinDeltas(events)));
    if (!isSaved) {
      this.#unsaved.add(conversation);
      return;
    }
    this.#unsaved.delete(conversation);
    const others = this.#recent.filter((entry) => entry.id !== state.id);
    const { id, title, isPinned } = state;
    this.#recent = [{ id, title, ...(isPinned && { isPinned }) }, ...others];
  }
}
