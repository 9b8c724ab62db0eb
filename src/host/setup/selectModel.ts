import * as vscode from 'vscode';
import type { Model } from '../../core/model/model.ts';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import { t } from '../translate.ts';
import type { UserSettings } from '../userSettings.ts';
import { type AddKeyDeps, addKey } from './addKey.ts';
import { modelSummary, pickModel, providerLabel } from './pickModel.ts';
import { withCancel } from './progress.ts';
import type { LocalServer } from './providerDirectory.ts';

/** Chooses the model in use: of the providers that have a key, of local servers, or by typing any name. */
export async function selectModel(deps: AddKeyDeps): Promise<void> {
  const picked = await vscode.window.showQuickPick(modelItems(deps), {
    title: t('Select a Model'),
    placeHolder: t('Type to search'),
    matchOnDescription: true,
  });
  await picked?.run?.();
}

/** How long the list waits for what servers say of their models; who takes longer is listed as it is known. */
const REFRESH_MS = 1000;

type Item = vscode.QuickPickItem & { readonly run?: () => Promise<void> };

async function modelItems(deps: AddKeyDeps): Promise<readonly Item[]> {
  const currentModel = deps.modelInUse()?.id;
  const usable = (): readonly ProviderInfo[] =>
    deps.directory
      .providers()
      .filter((provider) => deps.hasKey(provider) || (!provider.needsKey && provider.models.length > 0));
  // Those of other extensions are known only to the editor, which is asked each time.
  const asked = deps.directory.providers().filter((each) => each.isEditor || usable().includes(each));
  const refreshed = deps.directory.refresh(asked, new AbortController().signal);
  await Promise.race([refreshed, new Promise((resolve) => setTimeout(resolve, REFRESH_MS))]);
  const items: Item[] = usable().flatMap((provider) => [
    { label: providerLabel(provider), kind: vscode.QuickPickItemKind.Separator },
    ...provider.models.map((model) => ({
      ...modelItem(model, currentModel),
      run: () => deps.useModel(model.id),
    })),
    ...(provider.isEditor
      ? []
      : [
          {
            label: `$(edit) ${t('Another model of {0}…', providerLabel(provider))}`,
            run: () => otherModel(deps, provider),
          },
        ]),
  ]);
  items.push(
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(key) ${t('Add a Key…')}`, run: () => addKey(deps) },
    { label: `$(vm) ${t('Use a Local Model…')}`, run: () => useLocalModel(deps) },
  );
  return items;
}

const modelItem = (model: Model, currentModel: string | undefined): vscode.QuickPickItem => ({
  label: `${model.id === currentModel ? '$(check) ' : ''}${model.label}`,
  description: modelSummary(model),
});

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
      description: modelSummary(model),
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
      models: models.map(({ name, label, contextTokens, maxOutputTokens, can }) => ({
        name,
        label,
        contextTokens,
        maxOutputTokens,
        ...can,
      })),
    },
  });
}
