import assert from 'node:assert/strict';
import { SecretCredentials } from '../../src/host/secretCredentials.ts';
import { SharedSecrets, WindowState } from './sharedSecrets.ts';

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
    const state = new WindowState();
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
    const state = new WindowState();
    await new SecretCredentials(secrets, state).set(credential('zai', 'https://z.example', 's'));
    assert.deepEqual(new SecretCredentials(secrets, state).entries(), [
      { provider: 'zai', origin: 'https://z.example', createdAt: 7 },
    ]);
  });

  test('that another window adds or forgets are followed [F59]', async () => {
    const secrets = new SharedSecrets();
    const here = new SecretCredentials(secrets, new WindowState());
    const there = new SecretCredentials(secrets, new WindowState());
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
