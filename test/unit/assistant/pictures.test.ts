import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { ask } from '../../../src/assistant/chat.ts';
import type { ModelAccess } from '../../../src/assistant/turn.ts';
import type { Question } from '../../../src/core/chat/session.ts';
import { parseSettings } from '../../../src/core/settings.ts';
import { UserError } from '../../../src/core/userError.ts';
import type { DialectSpec } from '../../../src/providers/dialectSpec.ts';
import { createCustomEndpoint } from '../../../src/providers/endpoint.ts';
import { createModels } from '../../../src/providers/models.ts';
import { cacheKey } from '../../../src/providers/policy/cacheKey.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { chatRequest, createClient, MODEL, NEVER } from '../providers/clients.ts';
import {
  finish,
  MemoryTranscript,
  ScriptedProvider,
  access as scripted,
  testDeps,
  text,
} from './scripted.ts';

/** One grey pixel. */
const DATA = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
const PICTURE = { mediaType: 'image/png', data: DATA, width: 1, height: 1 } as const;

const question = (words: string, count = 1): Question => ({
  text: words,
  references: [],
  pictures: Array.from({ length: count }, (_, index) => ({
    label: `${index}.png`,
    thumbnail: 'dGh1bWI=',
    picture: PICTURE,
  })),
});

const SEEING = { ...MODEL, can: { ...MODEL.can, images: true } };

const transport = createDirectTransport();
let server: ModelServer;
before(async () => {
  server = await startModelServer();
});
after(async () => {
  await transport.close();
  await server.close();
});

/** What comes over a real socket when a question with a picture is asked by an API. */
async function sentBy(dialect: DialectSpec): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const baseUrl =
    dialect.api === 'anthropic' ? server.baseUrl.replace(/\/v1$/, '/anthropic') : server.baseUrl;
  const client = createClient({ transport, baseUrl, endpoint: { dialect } });
  const deps = testDeps(new MemoryTranscript());
  const access: ModelAccess = { model: SEEING, provider: client.provider, resumes: async () => false };
  server.script({ text: 'A pixel.' });
  const end = await ask(deps, { access, question: question('What is this?') }, NEVER);
  assert.equal(end.status, 'complete', JSON.stringify(end));
  const { body } = server.requests.at(-1)!;
  return (body as { readonly messages: readonly Readonly<Record<string, unknown>>[] }).messages;
}

suite('a picture that goes with a question', () => {
  for (const provider of [undefined, 'zhipu', 'dashscope'] as const)
    test(`is sent by OpenAI’s API as a data URL: ${provider ?? 'anyone'}`, async () => {
      const messages = await sentBy({ api: 'openai', ...(provider && { provider }) } as DialectSpec);
      assert.deepEqual(messages.at(-1), {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: `data:image/png;base64,${DATA}` } },
          { type: 'text', text: 'What is this?' },
        ],
      });
    });

  test('is sent by Anthropic’s API as a block', async () => {
    assert.deepEqual((await sentBy({ api: 'anthropic' })).at(-1), {
      role: 'user',
      content: [
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: DATA } },
        { type: 'text', text: 'What is this?' },
      ],
    });
  });

  test('is sent by Ollama’s API beside the text', async () => {
    assert.deepEqual((await sentBy({ api: 'ollama' })).at(-1), {
      role: 'user',
      content: 'What is this?',
      images: [DATA],
    });
  });

  test('is nothing that a model behind an API without pictures could see, whatever the settings say', () => {
    const models = [{ name: 'm', images: true }];
    const { settings } = parseSettings(
      (name) =>
        name === 'endpoints' && {
          old: { baseUrl: server.baseUrl, dialect: 'zhipu-v3', models },
          new: { baseUrl: server.baseUrl, models },
        },
    );
    const all = createModels({
      settings: () => settings,
      credential: async () => undefined,
      directTransport: transport,
      record: () => {},
    });
    assert.equal(all.named('new/m')?.model.can.images, true);
    assert.equal(all.named('old/m')?.model.can.images, false);
  });

  test('goes to no model that does not see, and nothing is sent', async () => {
    const provider = new ScriptedProvider(text('?'), finish);
    await assert.rejects(
      ask(testDeps(), { access: scripted(provider), question: question('What is this?') }, NEVER),
      (error) => error instanceof UserError && error.kind === 'cannot-see',
    );
    assert.equal(provider.requests.length, 0);
  });

  test('goes along with later questions; a model that does not see them is told that there were some', async () => {
    const deps = testDeps();
    const provider = new ScriptedProvider(text('A pixel.'), finish);
    const seeing = scripted(provider, { can: { tools: false, images: true, reasoning: false } });
    await ask(deps, { access: seeing, question: question('What is this?', 2) }, NEVER);
    await ask(deps, { access: seeing, question: { text: 'And?', references: [] } }, NEVER);
    await ask(deps, { access: scripted(provider), question: { text: 'So?', references: [] } }, NEVER);
    const [, second, third] = provider.requests.map(({ messages }) => messages[1]);
    assert.deepEqual(second, { role: 'user', text: 'What is this?', pictures: [PICTURE, PICTURE] });
    assert.deepEqual(third, {
      role: 'user',
      text: 'What is this?\n\n(Pictures that came with this and are not shown to you: 2.)',
    });
  });

  test('is left behind when there are too many, the oldest first', async () => {
    const deps = testDeps();
    const provider = new ScriptedProvider(text('Pixels.'), finish);
    const seeing = scripted(provider, {
      contextTokens: 200_000,
      can: { tools: false, images: true, reasoning: false },
    });
    for (let at = 0; at < 5; at++)
      await ask(deps, { access: seeing, question: question(`Question ${at}`, 5) }, NEVER);
    const told = provider.requests.at(-1)!.messages.filter(({ role }) => role === 'user');
    assert.deepEqual(
      told.map((message) => (message.role === 'user' ? (message.pictures?.length ?? 0) : 0)),
      [0, 5, 5, 5, 5],
    );
  });

  test('makes another request of it, to the cache', () => {
    const endpoint = createCustomEndpoint('test', { baseUrl: server.baseUrl });
    const key = (data: string): string =>
      cacheKey(
        endpoint,
        chatRequest({
          model: SEEING,
          messages: [{ role: 'user', text: 'What?', pictures: [{ ...PICTURE, data }] }],
        }),
        undefined,
      );
    assert.equal(key(DATA), key(DATA));
    assert.notEqual(key(DATA), key('iVBORw0KGgo='));
  });
});
