import * as vscode from 'vscode';
import type { PlanLimit, PlanQuota } from '../../core/model/planQuota.ts';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import { UserError } from '../../core/userError.ts';
import { t } from '../translate.ts';
import type { AddKeyDeps } from './addKey.ts';
import { providerLabel } from './pickModel.ts';
import { withCancel } from './progress.ts';

/** The catalogue's ids of those that sell GLM plans. */
const PLAN_PROVIDER = /^(?:zhipu|zai)(?:-|$)/;

/** Says what is left of a GLM plan. Throws `UserError` `no-model` when there is no key for one. */
export async function showQuota(deps: AddKeyDeps): Promise<void> {
  const provider = await chooseProvider(deps);
  if (!provider) return;
  const name = providerLabel(provider);
  const answer = await withCancel(t('Asking {0} for the quota…', name), async (signal) => ({
    quota: await deps.directory.planQuota(provider, signal),
  }));
  if (!answer) return;
  const { quota } = answer;
  if (!quota) {
    void vscode.window.showWarningMessage(t('{0} did not say what is left of the plan.', name));
    return;
  }
  const title = quota.level ? t('Quota of {0} ({1})', name, quota.level) : t('Quota of {0}', name);
  void vscode.window.showInformationMessage(title, { modal: true, detail: detailOf(quota) });
}

async function chooseProvider(deps: AddKeyDeps): Promise<ProviderInfo | undefined> {
  const usable = deps.directory
    .providers()
    .filter((each) => PLAN_PROVIDER.test(each.id) && deps.hasKey(each));
  const inUse = deps.modelInUse()?.provider;
  const [only, ...others] = usable;
  if (!only)
    throw new UserError(
      'no-model',
      t('There is no key for a GLM plan.'),
      t('Add a key of BigModel or Z.ai.'),
      [{ id: 'add-key', label: t('Add a Key') }],
    );
  if (others.length === 0) return only;
  const picked = await vscode.window.showQuickPick(
    usable
      .toSorted((a, b) => Number(b.id === inUse) - Number(a.id === inUse))
      .map((provider) => ({ label: providerLabel(provider), provider })),
    { title: t('Whose quota?') },
  );
  return picked?.provider;
}

function detailOf({ limits }: PlanQuota): string {
  return limits.map(limitText).join('\n') || t('The plan has no limits.');
}

function limitText({ counts, window, usedPercent, resetsAt }: PlanLimit): string {
  const percent = Math.round(usedPercent * 10) / 10;
  const used =
    counts === 'tokens'
      ? t('Tokens, {0}: {1}% used', windowText(window), percent)
      : t('Tool calls, {0}: {1}% used', windowText(window), percent);
  if (resetsAt === undefined) return used;
  return t('{0}, resets on {1}', used, new Date(resetsAt).toLocaleString(vscode.env.language));
}

function windowText(window: PlanLimit['window']): string {
  switch (window?.unit) {
    case 'hour':
      return window.count === 1 ? t('an hour') : t('{0} hours', window.count);
    case 'week':
      return window.count === 1 ? t('a week') : t('{0} weeks', window.count);
    case 'month':
      return window.count === 1 ? t('a month') : t('{0} months', window.count);
    default:
      return t('in all');
  }
}
