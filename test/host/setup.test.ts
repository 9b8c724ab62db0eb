import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SecretCredentials } from '../../src/host/secretCredentials.ts';
import { addEndpoint } from '../../src/host/setup/addEndpoint.ts';
import { type AddKeyDeps, addKey, forgetKey } from '../../src/host/setup/addKey.ts';
import { selectModel, useLocalModel } from '../../src/host/setup/selectModel.ts';
import { UserSettings } from '../../src/host/userSettings.ts';
import { discoverLocal } from '../../src/providers/discoverLocal.ts';
import { createModels, environmentCredential } from '../../src/providers/models.ts';
import { createDirectTransport } from '../../src/providers/transport/directTransport.ts';
import type { ClosableTransport } from '../../src/providers/transport/transport.ts';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { answerDialogs, type Dialogs } from './answerDialogs.ts';
import { SharedSecrets, WindowState } from './sharedSecrets.ts';

const KEY = 'the-key-that-works';
const WRONG_KEY = 'another-key';
/** Names of the internet's, all of which lead to the test's model server. */
const REMOTE = 'https://models.example/v1';

suite('The set-up', () => {
  let server: ModelServer;
  let network: ClosableTransport;
  let settings: UserSettings;
  let credentials: SecretCredentials;
  let deps: AddKeyDeps;
  let dialogs: Dialogs;
  let environment: Record<string, string>;

  suiteSetup(async () => {
    server = await startModelServer({ key: KEY, models: ['local-model'] });
  });
  suiteTeardown(() => server.close());

  setup(async () => {
    environment = {};
    settings = new UserSettings();
    await settings.write('transport', 'direct');
    credentials = new SecretCredentials(new SharedSecrets(), new WindowState());
    network = createDirectTransport();
    const directTransport = {
      send: (request, signal) =>
        network.send({ ...request, url: request.url.replace(/^https:\/\/[^/]+/, server.url) }, signal),
    } satisfies Pick<ClosableTransport, 'send'>;
    const models = createModels({
      settings: () => settings.current,
      credential: async (provider, origin) =>
        (await credentials.get(provider, origin)) ?? environmentCredential(provider, origin, environment),
      directTransport,
      record: () => {},
    });
    const hasKey: AddKeyDeps['hasKey'] = ({ id, baseUrl }) => {
      const { origin } = new URL(baseUrl);
      return (
        environmentCredential(id, origin, environment) !== undefined ||
        credentials.entries().some((entry) => entry.provider === id && entry.origin === origin)
      );
    };
    deps = {
      directory: {
        ...models,
        discoverLocal: (signal) =>
          discoverLocal(
            {
              transport: network,
              ports: { lmstudio: [server.port], ollama: [], llamacpp: [], vllm: [] },
            },
            signal,
          ),
      },
      credentials,
      settings,
      useModel: (id) => settings.write('model', id),
      modelInUse() {
        const inUse = models.inUse();
        return inUse && (!inUse.endpoint.needsKey || hasKey(inUse.endpoint)) ? inUse.model : undefined;
      },
      hasKey,
    };
    dialogs = answerDialogs();
  });
  teardown(async () => {
    dialogs.restore();
    const written = vscode.workspace.getConfiguration('inkstone');
    for (const name of ['model', 'endpoints', 'transport'])
      await written.update(name, undefined, vscode.ConfigurationTarget.Global);
    settings.dispose();
    credentials.dispose();
    await network.close();
  });

  const said = (): string => dialogs.shown.join('\n');
  const storedKey = async (provider: string): Promise<string | undefined> => {
    const entry = credentials.entries().find((each) => each.provider === provider);
    return entry && (await credentials.get(provider, entry.origin))?.value;
  };

  suite('of a key', () => {
    setup(async () => {
      await settings.write('endpoints', { openai: { baseUrl: 'https://api.example/v1' } });
    });

    test('refuses one that does not work, and stores the one that does', async () => {
      dialogs.answer(WRONG_KEY, 'Enter the Key Again', KEY);
      await addKey(deps, 'openai');
      assert.match(said(), /did not accept the key[\s\S]*The key was not stored\.[\s\S]*The key works/);
      assert.equal(await storedKey('openai'), KEY);
      assert.equal(deps.modelInUse()?.provider, 'openai');
    });

    test('says to whom it goes, and to whom the tokens go that come of it', async () => {
      dialogs.answer('cancel');
      await addKey(deps, 'openai');
      assert.match(said(), /sent to api\.example only\.$/);
      const auth = { tokenUrl: 'https://login.example/oauth/token' };
      const company = {
        baseUrl: 'https://company.example',
        dialect: 'dialogue' as const,
        dialogue: { auth },
      };
      await settings.write('endpoints', { company });
      dialogs.answer('cancel');
      await addKey(deps, 'company');
      assert.match(said(), /sent to login\.example only; company\.example gets the tokens/);
    });

    test('replaces the one that was there, and only with one that works', async () => {
      const credential = { provider: 'openai', origin: 'https://api.example', value: 'old', createdAt: 1 };
      await credentials.set(credential);
      dialogs.answer('OpenAI', WRONG_KEY, 'cancel');
      await addKey(deps);
      assert.equal(await storedKey('openai'), 'old');
      dialogs.answer('OpenAI', KEY);
      await addKey(deps);
      assert.equal(await storedKey('openai'), KEY);
      assert.equal(credentials.entries().length, 1);
    });

    test('tries the same one again where the provider was at fault', async () => {
      server.script({ status: 429, body: { error: { message: 'slow down' } } });
      dialogs.answer(KEY, 'Try Again');
      await addKey(deps, 'openai');
      assert.equal(await storedKey('openai'), KEY);
    });

    test('tries the same one with another model where this one is unknown', async () => {
      server.script({ status: 404, body: { error: { code: 'model_not_found', message: 'no such model' } } });
      dialogs.answer(KEY, 'Choose Another Model', 'Type a name', 'my-model');
      await addKey(deps, 'openai');
      assert.equal(await storedKey('openai'), KEY);
      assert.equal(settings.current.model, 'openai/my-model');
    });

    test('leaves the model in use where it is, unless the user says otherwise', async () => {
      const endpoints = { ...settings.current.endpoints, near: { baseUrl: server.baseUrl } };
      await settings.write('endpoints', endpoints);
      await settings.write('model', 'near/mine');
      dialogs.answer(KEY, 'cancel');
      await addKey(deps, 'openai');
      assert.equal(settings.current.model, 'near/mine');
      const first = deps.directory.providers().find(({ id }) => id === 'openai')!.models[0]!;
      dialogs.answer(KEY, `Use ${first.label}`);
      await addKey(deps, 'openai');
      assert.equal(settings.current.model, first.id);
    });

    test('tries the model that the settings name, and keeps it', async () => {
      await settings.write('model', 'openai/chosen-before');
      dialogs.answer(KEY);
      await addKey(deps, 'openai');
      assert.equal((server.requests.at(-1)!.body as { model: string }).model, 'chosen-before');
      assert.equal(settings.current.model, 'openai/chosen-before');
    });

    test('forgets it when told', async () => {
      await credentials.set({ provider: 'openai', origin: 'https://api.example', value: KEY, createdAt: 1 });
      dialogs.answer('cancel');
      await forgetKey(deps);
      assert.equal(await storedKey('openai'), KEY);
      dialogs.answer('OpenAI');
      await forgetKey(deps);
      assert.equal(await storedKey('openai'), undefined);
      assert.match(said(), /The key for OpenAI was deleted\./);
      dialogs.answer();
      await forgetKey(deps);
      assert.equal(said(), 'No keys are stored.');
    });
  });

  suite('of an endpoint', () => {
    test('takes one in the local network without a key, over http', async () => {
      // Nobody is there to say which API it is.
      dialogs.answer('http://192.168.0.9:8000/v1/chat/completions', 'chat completions', 'm');
      await addEndpoint(deps);
      assert.deepEqual(settings.current.endpoints, {
        '192-168-0-9': {
          label: '192.168.0.9:8000',
          baseUrl: 'http://192.168.0.9:8000/v1',
          models: [{ name: 'm' }],
        },
      });
      assert.equal(deps.modelInUse()?.id, '192-168-0-9/m');
    });

    for (const [address, reason] of [
      ['http://models.example/v1', /sent encrypted only/],
      ['ftp://models.example', /must begin with/],
      ['models', /not an address/],
      ['https://me:secret@models.example', /Leave user name and password out/],
    ] as const)
      test(`refuses ${address} while it is typed, with a reason`, async () => {
        dialogs.answer(address);
        await addEndpoint(deps);
        assert.match(said(), reason);
        assert.deepEqual(settings.current.endpoints, {});
      });

    test('writes one that needs a key only when the key works', async () => {
      dialogs.answer(REMOTE, 'm', WRONG_KEY, 'cancel');
      await addEndpoint(deps);
      assert.deepEqual(settings.current.endpoints, {});
      dialogs.answer(REMOTE, 'm', 'cancel');
      await addEndpoint(deps);
      assert.deepEqual(settings.current.endpoints, {});
      dialogs.answer(REMOTE, 'm', KEY);
      await addEndpoint(deps);
      assert.deepEqual(Object.keys(settings.current.endpoints), ['models-example']);
      assert.equal(await storedKey('models-example'), KEY);
      assert.equal(deps.modelInUse()?.id, 'models-example/m');
    });

    test('finds out which API the address speaks, and writes it down', async () => {
      dialogs.answer('https://models.example/anthropic/v1/messages', 'claude', KEY);
      await addEndpoint(deps);
      const { baseUrl, dialect } = settings.current.endpoints['models-example'] ?? {};
      assert.deepEqual([baseUrl, dialect], ['https://models.example/anthropic', 'anthropic']);
      assert.equal(await storedKey('models-example'), KEY);
    });

    test('keeps one endpoint for one address, and asks for its key once', async () => {
      dialogs.answer(REMOTE, 'm', KEY);
      await addEndpoint(deps);
      dialogs.answer(`${REMOTE.toUpperCase().replace('/V1', '/v1')}/`, 'another', 'Use another');
      await addEndpoint(deps);
      const { endpoints } = settings.current;
      assert.deepEqual(Object.keys(endpoints), ['models-example']);
      assert.deepEqual(endpoints['models-example']?.models, [{ name: 'm' }, { name: 'another' }]);
      assert.equal(settings.current.model, 'models-example/another');
    });

    test('gives another address of the same host an id of its own, and none of the catalogue’s', async () => {
      for (const address of ['http://ollama:1/v1', 'http://ollama:2/v1']) {
        dialogs.answer(address, 'chat completions', 'm', ...(settings.current.model ? ['cancel'] : []));
        await addEndpoint(deps);
      }
      assert.deepEqual(Object.keys(settings.current.endpoints), ['ollama-2', 'ollama-3']);
    });
  });

  suite('of a local model', () => {
    test('asks first, finds the server, and remembers it', async () => {
      const requests = server.requests.length;
      dialogs.answer('cancel');
      await useLocalModel(deps);
      assert.equal(server.requests.length, requests);
      // Once to know it, once for its models, each time by its own list first.
      const list = { status: 200, body: { data: [{ id: 'local-model' }] } };
      server.script(list, list, list, list);
      dialogs.answer('Look for Local Models', 'local-model');
      await useLocalModel(deps);
      assert.equal(deps.modelInUse()?.id, 'lmstudio/local-model');
      assert.equal(settings.current.endpoints.lmstudio?.baseUrl, server.baseUrl);
    });

    test('says when none is there', async () => {
      server.script(...[0, 1].map(() => ({ status: 404 })));
      dialogs.answer('Look for Local Models', 'cancel');
      await useLocalModel(deps);
      assert.match(said(), /No local model server answered/);
      assert.deepEqual(settings.current.endpoints, {});
    });
  });

  test('offers the models of a provider whose key comes from the environment', async () => {
    dialogs.answer('cancel');
    await selectModel(deps);
    assert.doesNotMatch(said(), /DeepSeek/);
    environment = { INKSTONE_API_KEY: KEY, INKSTONE_PROVIDER: 'deepseek' };
    dialogs.answer('Another model of DeepSeek', 'Type a name', 'my-own');
    await selectModel(deps);
    assert.equal(settings.current.model, 'deepseek/my-own');
  });
});
