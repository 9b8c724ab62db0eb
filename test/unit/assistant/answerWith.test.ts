import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { ask, askAgain } from '../../../src/assistant/chat.ts';
import { ProviderError, type ProviderErrorKind } from '../../../src/core/model/providerError.ts';
import { parseSettings } from '../../../src/core/settings.ts';
import { createModels, type Models } from '../../../src/providers/models.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { NEVER } from '../providers/clients.ts';
import { access, MemoryTranscript, model, ScriptedProvider, testDeps } from './scripted.ts';

const QUESTION = { text: 'q', references: [] };

suite('a limit that lasts, with a fallback in the settings', () => {
  const transport = createDirectTransport();
  let servers: readonly ModelServer[];
  before(async () => {
    servers = [await startModelServer(), await startModelServer()];
  });
  after(async () => {
    await transport.close();
    for (const server of servers) await server.close();
  });

  function modelsWith(fallback: readonly string[]): Models {
    const [one, two] = servers.map(({ baseUrl }, index) => ({
      baseUrl,
      models: [{ name: 'm', label: `Model ${index + 1}` }],
    }));
    const far = { baseUrl: 'https://models.example/v1', headers: { 'api-key': 'x' } };
    const values: Readonly<Record<string, unknown>> = {
      model: 'one/m',
      fallback,
      endpoints: { one, two, far, further: far },
    };
    const { settings, problems } = parseSettings((name) => values[name]);
    assert.deepEqual(problems, []);
    return createModels({
      settings: () => settings,
      credential: async () => undefined,
      directTransport: transport,
      record: () => {},
    });
  }
  const asked = (): readonly number[] => servers.map(({ requests }) => requests.length);

  test('offers its answer for this turn, and asks it only when the user says so, and once', async () => {
    const models = modelsWith(['two/m']);
    const transcript = new MemoryTranscript();
    const deps = testDeps(transcript);
    const limited = { status: 429, body: { error: { message: 'x' } }, headers: { 'retry-after': '3600' } };
    servers[0]!.script(limited);
    const end = await ask(deps, { access: models.inUse()!, question: QUESTION }, NEVER);
    const [action] = end.notice?.actions ?? [];
    assert.deepEqual(action, { id: 'answer-with', label: 'Answer with Model 2', argument: 'two/m' });
    assert.deepEqual(asked(), [1, 0]);
    const other = models.named('two/m')!;
    await askAgain(deps, { access: other, turnId: end.turnId }, NEVER);
    const { answer } = transcript.state.turns[0]!;
    assert.deepEqual([answer.status, answer.modelLabel, answer.notice], ['complete', 'Model 2', undefined]);
    assert.deepEqual(asked(), [1, 1]);
    assert.equal(models.inUse()?.answering.id, 'one/m', 'the next question is for the model in use');
  });

  test('is not offered what would leave this machine or network', () => {
    const fallbackOf = (fallback: readonly string[], id: `${string}/${string}`): string | undefined =>
      modelsWith(fallback).named(id)?.fallback?.id;
    assert.equal(fallbackOf(['far/m'], 'one/m'), undefined);
    assert.equal(fallbackOf(['far/m', 'two/m'], 'one/m'), 'two/m');
    assert.equal(fallbackOf(['further/m', 'two/m'], 'far/m'), 'further/m');
    assert.equal(fallbackOf(['far/m'], 'far/m'), undefined);
    assert.equal(fallbackOf([], 'one/m'), undefined);
  });

  const fallback = { ...model, id: 'other/two', label: 'Two' } as const;
  const isOffered = async (kind: ProviderErrorKind, retryAfterMs?: number): Promise<boolean> => {
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    const provider = new ScriptedProvider(new ProviderError(kind, 'x', { provider: 'test', ...wait }));
    const limited = { ...access(provider), fallback };
    const end = await ask(testDeps(), { access: limited, question: QUESTION }, NEVER);
    return end.notice?.actions.some(({ id }) => id === 'answer-with') ?? false;
  };

  test('is one of more than a minute, of a rate or a plan, whose end is known', async () => {
    assert.equal(await isOffered('rate-limit', 60_001), true);
    assert.equal(await isOffered('quota', 86_400_000), true);
    assert.equal(await isOffered('rate-limit', 60_000), false);
    assert.equal(await isOffered('quota'), false);
    assert.equal(await isOffered('overloaded', 3_600_000), false);
    assert.equal(await isOffered('paused', 3_600_000), false);
  });
});
