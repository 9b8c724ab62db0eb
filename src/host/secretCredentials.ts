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

  constructor(secrets: vscode.SecretStorage, state: vscode.Memento) {
    this.#secrets = secrets;
    this.#state = state;
    // Fires for changes made in other windows too.
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key.startsWith(PREFIX)) this.#changed.fire();
    });
  }

  readonly onDidChange = (listener: () => void): vscode.Disposable => this.#changed.event(listener);

  async get(provider: string, origin: string): Promise<Credential | undefined> {
    const text = await this.#secrets.get(nameOf(provider, origin));
    if (text === undefined) return undefined;
    const credential = JSON.parse(text) as Credential;
    return credential.origin === origin && credential.provider === provider ? credential : undefined;
  }

  async set(credential: Credential): Promise<void> {
    const { provider, origin, createdAt } = credential;
    await this.#secrets.store(nameOf(provider, origin), JSON.stringify(credential));
    await this.#state.update(INDEX, [...this.#entriesBut(provider, origin), { provider, origin, createdAt }]);
    this.#changed.fire();
  }

  async forget(provider: string, origin: string): Promise<void> {
    await this.#secrets.delete(nameOf(provider, origin));
    await this.#state.update(INDEX, this.#entriesBut(provider, origin));
    this.#changed.fire();
  }

  entries(): readonly CredentialEntry[] {
    return this.#state.get<CredentialEntry[]>(INDEX, []);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #entriesBut(provider: string, origin: string): CredentialEntry[] {
    return this.entries().filter((entry) => entry.provider !== provider || entry.origin !== origin);
  }
}
