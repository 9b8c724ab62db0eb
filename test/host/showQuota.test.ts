import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PlanQuota } from '../../src/core/model/planQuota.ts';
import type { ProviderInfo } from '../../src/core/model/providerInfo.ts';
import { UserError } from '../../src/core/userError.ts';
import type { AddKeyDeps } from '../../src/host/setup/addKey.ts';
import { showQuota } from '../../src/host/setup/showQuota.ts';
import { CATALOG } from '../../src/providers/catalog.ts';
import { answerDialogs, type Dialogs } from './answerDialogs.ts';

suite('The quota of a plan', () => {
  let dialogs: Dialogs;
  let details: string[];
  let asked: string[];

  setup(() => {
    details = [];
    asked = [];
    dialogs = answerDialogs();
    const { showInformationMessage } = vscode.window;
    (vscode.window as unknown as Record<string, unknown>).showInformationMessage = (
      message: string,
      options: vscode.MessageOptions,
    ) => {
      details.push(options.detail ?? '');
      return showInformationMessage(message, options);
    };
  });
  teardown(() => dialogs.restore());

  function deps(keys: readonly string[], quota: PlanQuota | undefined): AddKeyDeps {
    const parts: Pick<AddKeyDeps, 'hasKey' | 'modelInUse'> & { readonly directory: object } = {
      directory: {
        providers: () => CATALOG,
        async planQuota({ id }: ProviderInfo) {
          asked.push(id);
          return quota;
        },
      },
      hasKey: ({ id }) => keys.includes(id),
      modelInUse: () => undefined,
    };
    return parts as AddKeyDeps;
  }

  test('is told limit by limit', async () => {
    const limits = [
      { counts: 'tokens', window: { count: 5, unit: 'hour' }, usedPercent: 12.34 },
      {
        counts: 'tools',
        window: { count: 1, unit: 'month' },
        usedPercent: 3,
        resetsAt: Date.UTC(2026, 11, 1),
      },
    ] as const;
    await showQuota(deps(['zai-coding', 'deepseek'], { level: 'pro', limits }));
    assert.deepEqual(asked, ['zai-coding']);
    assert.match(dialogs.shown.at(-1) ?? '', /^Quota of Z\.ai Coding Plan \(pro\)$/);
    assert.match(details[0] ?? '', /^Tokens, 5 hours: 12\.3% used\nTool calls, a month: 3% used, resets on /);
  });

  test('is asked of the provider that the user picks, and may not be known', async () => {
    dialogs.answer('BigModel Coding Plan');
    await showQuota(deps(['zai', 'zhipu-coding'], undefined));
    assert.deepEqual(asked, ['zhipu-coding']);
    assert.match(dialogs.shown.at(-1) ?? '', /did not say what is left of the plan\.$/);
  });

  test('is of no use without a key for one', async () => {
    await assert.rejects(showQuota(deps(['deepseek'], undefined)), UserError);
  });
});
