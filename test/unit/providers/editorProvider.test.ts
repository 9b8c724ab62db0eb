import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import { parseSettings } from '../../../src/core/settings.ts';
import type { UsageRecord } from '../../../src/core/usage/usageRecord.ts';
import { createModels } from '../../../src/providers/models.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import { ScriptedProvider } from '../assistant/scripted.ts';
import { NEVER } from './clients.ts';

/** A window whose editor has one model of another extension, which answers as the script says. */
function windowWith(
  script: readonly (StreamEvent | Error)[],
  values: Readonly<Record<string, unknown>> = {},
) {
  const editor = new ScriptedProvider(...script);
  const records: UsageRecord[] = [];
  let listed = [{ name: 'copilot/gpt-4.1', label: 'GPT-4.1', contextTokens: 64_000 }];
  const set: Readonly<Record<string, unknown>> = { model: 'vscode/copilot/gpt-4.1', ...values };
  const models = createModels({
    settings: () => parseSettings((name) => set[name]).settings,
    credential: async () => undefined,
    directTransport: createDirectTransport(),
    record: (record) => records.push(record),
    editorModels: {
      id: 'vscode',
      list: async () => listed,
      stream: (request, signal) => editor.stream(request, signal),
    },
  });
  const ask = async (): Promise<readonly StreamEvent[]> => {
    const { model, provider } = models.inUse()!;
    const messages = [
      { role: 'user', text: 'My key is sk-proj-Zk3vQ9xW2mN7bT5rY8uL4pHs6dGf1jCa, why?' },
    ] as const;
    const events: StreamEvent[] = [];
    for await (const event of provider.stream({ id: 'r', purpose: 'chat', model, messages }, NEVER))
      events.push(event);
    return events;
  };
  const remove = (): void => {
    listed = [];
  };
  return { models, editor, records, ask, remove };
}

const text: StreamEvent = { type: 'text-delta', text: 'Because.' };
const finish: StreamEvent = { type: 'finish', reason: 'stop' };

suite('A model of another extension', () => {
  test('is known when the editor has been asked, with its size, and gone when it is gone there', async () => {
    const { models, remove } = windowWith([finish]);
    const editor = () => models.providers().filter(({ isEditor }) => isEditor);
    assert.deepEqual(editor()[0]?.models, []);
    await models.refresh(editor(), NEVER);
    assert.deepEqual(
      editor()[0]?.models.map(({ id, label, contextTokens }) => [id, label, contextTokens]),
      [['vscode/copilot/gpt-4.1', 'GPT-4.1', 64_000]],
    );
    assert.equal(models.inUse()?.model.contextTokens, 64_000);
    remove();
    await models.refresh(editor(), NEVER);
    assert.deepEqual(editor()[0]?.models, []);
  });

  test('answers behind the same guard and the same books as every other, its tokens marked as estimated', async () => {
    const { ask, editor, records } = windowWith([text, finish]);
    const events = await ask();
    assert.ok(events.some((event) => event.type === 'text-delta' && event.text === 'Because.'));
    assert.doesNotMatch(JSON.stringify(editor.requests[0]?.messages), /Zk3vQ9xW/);
    const [record] = records;
    assert.deepEqual(
      [record?.modelId, record?.outcome, record?.usage.estimated],
      ['vscode/copilot/gpt-4.1', 'completed', true],
    );
  });

  test('is refused under a list of hosts that does not name the editor’s models, and allowed by one that does', async () => {
    const closed = windowWith([text, finish], { allowedHosts: ['open.bigmodel.cn'] });
    await assert.rejects(
      closed.ask(),
      (error) => error instanceof ProviderError && error.kind === 'blocked-host',
    );
    assert.equal(closed.editor.requests.length, 0);
    const open = windowWith([text, finish], { allowedHosts: ['vscode.lm'] });
    await open.ask();
    assert.equal(open.editor.requests.length, 1);
  });

  test('is not asked again when the user has refused it', async () => {
    const refused = new ProviderError('permission', 'no', { provider: 'vscode' });
    const { ask, editor } = windowWith([refused]);
    await assert.rejects(ask(), (error) => error instanceof ProviderError && error.kind === 'permission');
    assert.equal(editor.requests.length, 1);
  });

  test('promises no exact going on with an answer', async () => {
    assert.equal(await windowWith([finish]).models.inUse()?.resumes(), false);
  });
});
