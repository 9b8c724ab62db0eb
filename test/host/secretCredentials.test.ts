import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SecretCredentials } from '../../src/host/secretCredentials.ts';

/** What two windows share: the secrets and their events, but not the global state. */
class SharedSecrets implements vscode.SecretStorage {
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

class State implements vscode.Memento {
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

const credential = (provider: string, origin: string, value: string) => ({
  provider,
  origin,
  value,
  createdAt: 7,
});

suite('Keys', () => {
  const changed = (credentials: SecretCredentials): Promise<void> =>
    new Promise((resolve) => {
      const subscription = credentials.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });

  test('are kept one for each provider and origin, and only their names outside of the secrets', async () => {
    const secrets = new SharedSecrets();
    const state = new State();
    const credentials = new SecretCredentials(secrets, state);
    await credentials.set(credential('zhipu', 'https://a.example', 'first-secret'));
    await credentials.set(credential('zhipu', 'https://b.example', 'second-secret'));
    await credentials.set(credential('zhipu', 'https://a.example', 'third-secret'));
    assert.equal((await credentials.get('zhipu', 'https://a.example'))?.value, 'third-secret');
    assert.equal((await credentials.get('zhipu', 'https://b.example'))?.value, 'second-secret');
    assert.equal(await credentials.get('zhipu', 'https://c.example'), undefined);
    assert.equal(credentials.entries().length, 2);
    assert.doesNotMatch(state.text(), /secret/);
  });

  test('are known after a restart', async () => {
    const secrets = new SharedSecrets();
    const state = new State();
    await new SecretCredentials(secrets, state).set(credential('zai', 'https://z.example', 's'));
    assert.deepEqual(new SecretCredentials(secrets, state).entries(), [
      { provider: 'zai', origin: 'https://z.example', createdAt: 7 },
    ]);
  });

  test('that another window adds or forgets are followed', async () => {
    const secrets = new SharedSecrets();
    const here = new SecretCredentials(secrets, new State());
    const there = new SecretCredentials(secrets, new State());
    const added = changed(here);
    await there.set(credential('zai', 'https://z.example', 's'));
    await added;
    assert.equal(here.entries().length, 1);
    const forgotten = changed(here);
    await there.forget('zai', 'https://z.example');
    await forgotten;
    assert.equal(here.entries().length, 0);
    assert.equal(await here.get('zai', 'https://z.example'), undefined);
  });
});
