import { isRunning, reduceSession, type SessionEvent, type SessionState } from '../../core/chat/session.ts';

/** A session that tells who listens what happened to it. */
export class Conversation {
  #state: SessionState;
  readonly #listeners = new Set<(event: SessionEvent) => void>();

  constructor(state: SessionState) {
    this.#state = state;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** An answer is under way; several may be, and not only the last. */
  get isRunning(): boolean {
    return this.#state.turns.some(({ answer }) => isRunning(answer.status));
  }

  dispatch(event: SessionEvent): void {
    this.#state = reduceSession(this.#state, event);
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns what ends the listening. */
  listen(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
