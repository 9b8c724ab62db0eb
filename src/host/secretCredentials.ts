import * as vscode from 'vscode';
import type { Credential } from '../core/model/providerInfo.ts';

const PREFIX = 'inkstone.credential/';
const INDEX = 'inkstone.credentials';

/** A key that exists, without its value. */
export type CredentialEntry = Pick<Credential, 'provider' | 'origin' | 'createdAt'>;

const nameOf = (provider: string, origin: string): string => `${PREFIX}${provider}@${origin}`;

/**
 * Keys in the editor's SecretStorage, one per provider and origin. Which ones exist, never what they are, is kept
 * beside them in the global state, because listing secrets is younger than the oldest editor supported.
 */
export class SecretCredentials {
  readonly #secrets: vscode.SecretStorage;
  readonly #state: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  /** By the secret's name. */
  readonly #entries: Map<string, CredentialEntry>;
  /** What was read and has not changed since, by the secret's name: asking the editor takes 10 ms of every request. */
  readonly #known = new Map<string, Promise<Credential | undefined>>();

  constructor(secrets: vscode.SecretStorage, state: vscode.Memento) {
    this.#secrets = secrets;
    this.#state = state;
    this.#entries = new Map(
      state.get<CredentialEntry[]>(INDEX, []).map((entry) => [nameOf(entry.provider, entry.origin), entry]),
    );
    // Fires for changes made in other windows too, whose global state this window does not see.
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (!key.startsWith(PREFIX)) return;
      this.#known.delete(key);
      void this.#follow(key);
    });
  }

  readonly onDidChange = (listener: () => void): vscode.Disposable => this.#changed.event(listener);

  async get(provider: string, origin: string): Promise<Credential | undefined> {
    const name = nameOf(provider, origin);
    if (!this.#entries.has(name)) return undefined;
    const credential = await this.#read(name);
    return credential?.origin === origin && credential.provider === provider ? credential : undefined;
  }

  /** Stores a key in place of the one that its provider had at this origin. */
  async set(credential: Credential): Promise<void> {
    const name = nameOf(credential.provider, credential.origin);
    await this.#secrets.store(name, JSON.stringify(credential));
    this.#known.delete(name);
    await this.#follow(name);
  }

  async forget(provider: string, origin: string): Promise<void> {
    const name = nameOf(provider, origin);
    await this.#secrets.delete(name);
    this.#known.delete(name);
    await this.#follow(name);
  }

  entries(): readonly CredentialEntry[] {
    return [...this.#entries.values()];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #read(name: string): Promise<Credential | undefined> {
    if (!this.#known.has(name)) this.#known.set(name, this.#load(name));
    return this.#known.get(name);
  }

  async #load(name: string): Promise<Credential | undefined> {
    try {
      const text = await this.#secrets.get(name);
      return text === undefined ? undefined : (JSON.parse(text) as Credential);
    } catch (error) {
      this.#known.delete(name);
      throw error;
    }
  }

  async #follow(name: string): Promise<void> {
    const credential = await this.#read(name);
    if (credential) {
      const { provider, origin, createdAt } = credential;
      this.#entries.set(name, { provider, origin, createdAt });
    } else this.#entries.delete(name);
    await this.#state.update(INDEX, this.entries());
    this.#changed.fire();
  }
}
