import * as vscode from 'vscode';
import type { Model } from '../../core/model/model.ts';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import { shortCount } from '../../core/usage/figures.ts';
import { t } from '../translate.ts';
import type { UserSettings } from '../userSettings.ts';
import { type AddKeyDeps, addKey } from './addKey.ts';
import { pickModel, providerLabel } from './pickModel.ts';
import { withCancel } from './progress.ts';
import type { LocalServer } from './providerDirectory.ts';

/** Chooses the model in use: of the providers that have a key, of local servers, or by typing any name. */
export async function selectModel(deps: AddKeyDeps): Promise<void> {
  const currentModel = deps.modelInUse()?.id;
  const usable = deps.directory
    .providers()
    .filter((provider) => deps.hasKey(provider) || (!provider.needsKey && provider.models.length > 0));
  type Item = vscode.QuickPickItem & { readonly run?: () => Promise<void> };
  const items: Item[] = usable.flatMap((provider) => [
    { label: providerLabel(provider), kind: vscode.QuickPickItemKind.Separator },
    ...provider.models.map((model) => ({
      ...modelItem(model, currentModel),
      run: () => deps.useModel(model.id),
    })),
    {
      label: `$(edit) ${t('Another model of {0}…', providerLabel(provider))}`,
      run: () => otherModel(deps, provider),
    },
  ]);
  items.push(
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(key) ${t('Add a Key…')}`, run: () => addKey(deps) },
    { label: `$(vm) ${t('Use a Local Model…')}`, run: () => useLocalModel(deps) },
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Select a Model'),
    placeHolder: t('Type to search'),
    matchOnDescription: true,
  });
  await picked?.run?.();
}

function modelItem(model: Model, currentModel: string | undefined): vscode.QuickPickItem {
  const { price } = model;
  return {
    label: `${model.id === currentModel ? '$(check) ' : ''}${model.label}`,
    description: [
      t('{0} tokens of context', shortCount(model.contextTokens)),
      ...(price
        ? [
            price.inputPerMillion + price.outputPerMillion === 0
              ? t('free')
              : t(
                  '{0} in, {1} out per million',
                  `${sign(price.currency)}${price.inputPerMillion}`,
                  `${sign(price.currency)}${price.outputPerMillion}`,
                ),
          ]
        : []),
    ].join(' · '),
  };
}

const sign = (currency: 'CNY' | 'USD'): string => (currency === 'CNY' ? '¥' : '$');

async function otherModel(deps: AddKeyDeps, provider: ProviderInfo): Promise<void> {
  const listed =
    (await withCancel(t('Asking {0} for its models…', providerLabel(provider)), (signal) =>
      deps.directory.listModels(provider, signal),
    )) ?? [];
  const model = await pickModel(deps.directory, provider, listed);
  if (model) await deps.useModel(model.id);
}

/** Asks before it looks for model servers on this machine, then offers what it found. */
export async function useLocalModel(deps: AddKeyDeps): Promise<void> {
  const look = t('Look for Local Models');
  const consent = await vscode.window.showInformationMessage(
    t('Look for model servers on this machine?'),
    {
      modal: true,
      detail: t('Inkstone asks the usual ports of Ollama, LM Studio, llama.cpp and vLLM on 127.0.0.1, once.'),
    },
    look,
  );
  if (consent !== look) return;
  const servers = await withCancel(t('Looking for local model servers…'), (signal) =>
    deps.directory.discoverLocal(signal),
  );
  if (!servers) return;
  const items = servers.flatMap((server) => [
    { label: server.provider.label, kind: vscode.QuickPickItemKind.Separator },
    ...server.models.map((model) => ({
      label: model.label,
      description: t('{0} tokens of context', shortCount(model.contextTokens)),
      use: async () => {
        await rememberServer(deps.settings, server);
        await deps.useModel(model.id);
      },
    })),
  ]);
  if (!items.some((item) => 'use' in item)) {
    const again = t('Try Again');
    const choice = await vscode.window.showWarningMessage(
      t('No local model server answered. Start Ollama, LM Studio, llama.cpp or vLLM and load a model.'),
      again,
    );
    if (choice === again) await useLocalModel(deps);
    return;
  }
  const picked = await vscode.window.showQuickPick(items, { title: t('Local Models') });
  if (picked && 'use' in picked) await picked.use();
}

/** Keeps what a server said about its address and its models, so that it need not be looked for again. */
async function rememberServer(settings: UserSettings, { provider, models }: LocalServer): Promise<void> {
  const { endpoints } = settings.current;
  await settings.write('endpoints', {
    ...endpoints,
    [provider.id]: {
      label: provider.label,
      baseUrl: provider.baseUrl,
      models: models.map(({ name, label, contextTokens, maxOutputTokens }) => ({
        name,
        label,
        contextTokens,
        maxOutputTokens,
      })),
    },
  });
}
