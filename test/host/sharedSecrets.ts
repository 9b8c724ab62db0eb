import * as vscode from 'vscode';

/** What two windows share: the secrets and their events, but not the global state. */
export class SharedSecrets implements vscode.SecretStorage {
  readonly values = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  readonly onDidChange = this.#changed.event;

  async keys(): Promise<string[]> {
    return [...this.values.keys()];
  }

  async get(key: string): Promise<string | undefined> {
    return this.values.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    this.values.set(key, value);
    this.#changed.fire({ key });
  }

  async delete(key: string): Promise<void> {
    this.values.delete(key);
    this.#changed.fire({ key });
  }
}

/** The state of one window. */
export class WindowState implements vscode.Memento {
  readonly #values = new Map<string, unknown>();
  readonly keys = (): readonly string[] => [...this.#values.keys()];

  get<T>(key: string, fallback?: T): T {
    return (this.#values.get(key) as T) ?? (fallback as T);
  }

  async update(key: string, value: unknown): Promise<void> {
    this.#values.set(key, structuredClone(value));
  }

  text(): string {
    return JSON.stringify([...this.#values]);
  }
}
