import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parseSettings } from '../../../../src/core/settings.ts';
import { createModels, type Models } from '../../../../src/providers/models.ts';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import { type DialogueService, startDialogueService } from '../../../model-server/dialogueService.ts';
import { chatRequest, kindOf, NEVER } from '../clients.ts';
import { createChat, KEY } from './dialogueClient.ts';

/** The models that the extension has with a service in its settings, and the service. */
async function begin(
  context: TestContext,
  settings: Readonly<Record<string, unknown>> = {},
  dialogue: object = {},
): Promise<{ readonly service: DialogueService; readonly models: Models }> {
  const service = await startDialogueService();
  const directTransport = createDirectTransport();
  context.after(async () => {
    await directTransport.close();
    await service.close();
  });
  const values: Readonly<Record<string, unknown>> = {
    model: 'company/company-model-1',
    endpoints: {
      company: {
        baseUrl: service.url,
        dialect: 'dialogue',
        dialogue,
        models: [{ name: 'company-model-1', contextTokens: 65_536 }],
      },
    },
    ...settings,
  };
  const parsed = parseSettings((name) => values[name]);
  assert.deepEqual(parsed.problems, []);
  const models = createModels({
    settings: () => parsed.settings,
    credential: async (provider, origin) => ({ provider, origin, value: KEY, createdAt: 0 }),
    directTransport,
    record: () => {},
  });
  return { service, models };
}

test('a service in the settings answers, and goes on with its own conversation at the next question', async (context) => {
  const { service, models } = await begin(context);
  const { endpoint, model } = models.inUse()!;
  assert.equal(endpoint.needsKey, true);
  assert.equal(model.contextTokens, 65_536);
  // The extension asks for the model in use at every question.
  const chat = createChat({
    provider: {
      id: 'company',
      stream: (request, signal) => models.inUse()!.provider.stream(request, signal),
    },
  });
  assert.equal(await chat.ask('One?'), 'You said: Be brief.\n\nOne?');
  assert.equal(await chat.ask('Two?'), 'You said: Two?');
  assert.equal(service.contextIds.length, 1);
  assert.equal(service.tokensGiven.length, 1);
});

test('its models are those of the setting, which nobody is asked for', async (context) => {
  const { service, models } = await begin(context);
  const [company] = models.providers();
  assert.deepEqual(
    company!.models.map(({ name }) => name),
    ['company-model-1'],
  );
  assert.deepEqual(await models.listModels(company!, NEVER), []);
  assert.equal(service.requests.length, 0);
  assert.equal(models.keyForm(company!)?.form, 'client_id:client_secret');
});

test('its key is tried, and the doctor finds nothing wrong with it', async (context) => {
  const { models } = await begin(context);
  const [company] = models.providers();
  const [model] = company!.models;
  assert.equal((await models.probe({ model: model! }, NEVER)).servedModel, 'company-model-1');
  const proxy = { support: 'override', proxy: '', noProxy: [], environment: {} };
  const patient = { provider: company!, model, proxy, badSettings: [] };
  const findings: string[] = [];
  for await (const { check, verdict } of models.examine(patient, NEVER)) findings.push(`${check} ${verdict}`);
  assert.deepEqual(
    findings.filter((finding) => finding.endsWith('failed') || finding.endsWith('warning')),
    [],
  );
  assert.ok(findings.includes('login ok') && findings.includes('stream ok'), findings.join());
});

test('under a list of allowed hosts no token is asked for elsewhere', async (context) => {
  const other = await startDialogueService();
  context.after(() => other.close());
  const tokenUrl = `${other.url}/oauth/token`;
  const { service, models } = await begin(context, { allowedHosts: ['127.0.0.1:1'] }, { auth: { tokenUrl } });
  const { provider, model } = models.inUse()!;
  const asking = async (): Promise<void> => {
    for await (const { type } of provider.stream(chatRequest({ model }), NEVER)) assert.fail(type);
  };
  await assert.rejects(asking, (error) => kindOf(error) === 'blocked-host');
  assert.deepEqual([service.requests.length, other.requests.length], [0, 0]);
});

test('a service whose tokens are given elsewhere says where the key goes; at its own address there is no need to', async (context) => {
  const tokenUrlWith = async (auth: object) =>
    (await begin(context, {}, { auth })).models.inUse()?.endpoint.tokenUrl;
  const elsewhere = 'https://login.example/oauth/token';
  assert.equal(await tokenUrlWith({ tokenUrl: elsewhere }), elsewhere);
  assert.equal(await tokenUrlWith({ tokenUrl: '/token' }), undefined);
  assert.equal(await tokenUrlWith({}), undefined);
  assert.equal(await tokenUrlWith({ kind: 'bearer', tokenUrl: elsewhere }), undefined);
});
