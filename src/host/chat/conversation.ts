import { isRunning, reduceSession, type SessionEvent, type SessionState } from '../../core/chat/session.ts';

/** A session that tells who listens what happened to it. */
export class Conversation {
  #state: SessionState;
  readonly #listeners = new Set<(event: SessionEvent) => void>();

  readonly #refusal: (() => Error) | undefined;

  /** With a `refusal` it can be read, and each branch be shown, but nothing may happen in it: `dispatch` throws that. */
  constructor(state: SessionState, refusal?: () => Error) {
    this.#state = state;
    this.#refusal = refusal;
  }

  get isReadOnly(): boolean {
    return this.#refusal !== undefined;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** An answer is under way; several may be, and not only the last. */
  get isRunning(): boolean {
    return this.#state.turns.some(({ answer }) => isRunning(answer.status));
  }

  /** Throws the refusal where nothing may happen: for what would ask the user or a model before it is dispatched. */
  requireWritable(): void {
    if (this.#refusal) throw this.#refusal();
  }

  dispatch(event: SessionEvent): void {
    if (event.type !== 'turn-shown') this.requireWritable();
    this.#state = reduceSession(this.#state, event);
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns what ends the listening. */
  listen(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
