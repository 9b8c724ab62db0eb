import * as vscode from 'vscode';
import type { Model } from '../../core/model/model.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { Credential, ProviderInfo } from '../../core/model/providerInfo.ts';
import { noticeFor } from '../../core/noticeFor.ts';
import { duration } from '../../core/usage/figures.ts';
import type { SecretCredentials } from '../secretCredentials.ts';
import { t } from '../translate.ts';
import type { UserSettings } from '../userSettings.ts';
import { withCancel } from './progress.ts';
import type { ProviderDirectory } from './providerDirectory.ts';

export interface AddKeyDeps {
  readonly directory: ProviderDirectory;
  readonly credentials: SecretCredentials;
  readonly settings: UserSettings;
  /** Makes a model the one in use. */
  useModel(id: string): Promise<void>;
  /** The model in use, if it can be used. */
  modelInUse(): Model | undefined;
}

export const providerLabel = (provider: ProviderInfo): string =>
  /^zh/i.test(vscode.env.language) ? (provider.labelZh ?? provider.label) : provider.label;

/**
 * Asks for a provider and its key, tries the key with a real call, and stores it only when the provider accepted it.
 * A key of another endpoint of the same family is recognised and offered there.
 */
export async function addKey(deps: AddKeyDeps, providerId?: string): Promise<void> {
  const provider =
    deps.directory.providers().find((candidate) => candidate.id === providerId) ?? (await pickProvider(deps));
  if (!provider) return;
  const value = await vscode.window.showInputBox({
    title: t('Key for {0}', providerLabel(provider)),
    prompt: provider.keyUrl ? t('You can make one at {0}', provider.keyUrl) : t('Paste the API key.'),
    placeHolder: t(
      'It is kept in the editor’s secret storage and sent to {0} only.',
      new URL(provider.baseUrl).host,
    ),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /\s/.test(text.trim())
        ? t('A key holds no spaces or line breaks. Was something else copied?')
        : undefined,
  });
  const key = value?.trim();
  if (key) await tryAndStore(deps, provider, key);
}

/** Tries the key of the provider in use at another endpoint of the same family, as the user asked. */
export async function useKeyElsewhere(deps: AddKeyDeps, providerId: string | undefined): Promise<void> {
  const { directory, credentials } = deps;
  const from = directory.providers().find((candidate) => candidate.id === deps.modelInUse()?.provider);
  const to = directory.providers().find((candidate) => candidate.id === providerId);
  const credential = from && (await credentials.get(from.id, new URL(from.baseUrl).origin));
  if (to && credential) await tryAndStore(deps, to, credential.value);
  else await addKey(deps, providerId);
}

async function tryAndStore(deps: AddKeyDeps, provider: ProviderInfo, key: string): Promise<void> {
  const model = provider.models[0] ?? (await askForModel(deps, provider));
  if (!model) return;
  const credential: Credential = {
    provider: provider.id,
    origin: new URL(provider.baseUrl).origin,
    value: key,
    createdAt: Date.now(),
  };
  try {
    const tried = await withCancel(t('Trying the key with {0}…', providerLabel(provider)), (signal) =>
      deps.directory.probe(model, credential, signal),
    );
    if (!tried) return;
    await deps.credentials.set(credential);
    if (deps.modelInUse()?.provider !== provider.id) await deps.useModel(model.id);
    void vscode.window.showInformationMessage(
      t('The key works: {0} answered in {1}.', tried.servedModel ?? model.label, duration(tried.timeMs)),
    );
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    await offerNextStep(deps, provider, key, error);
  }
}

async function offerNextStep(
  deps: AddKeyDeps,
  provider: ProviderInfo,
  key: string,
  error: ProviderError,
): Promise<void> {
  const notice = noticeFor(error, t);
  const again = t('Enter the Key Again');
  const elsewhere = t('Look for the Right Endpoint');
  const isKeyRefused =
    error.kind === 'invalid-credential' || error.kind === 'wrong-endpoint' || error.kind === 'no-balance';
  const mayBeElsewhere = isKeyRefused && /^(zhipu|zai)/.test(provider.id);
  const choice = await vscode.window.showErrorMessage(
    `${notice.what} ${notice.next} ${t('The key was not stored.')} (${notice.code})`,
    ...(mayBeElsewhere ? [elsewhere] : []),
    again,
  );
  if (choice === again) await addKey(deps, provider.id);
  if (choice !== elsewhere) return;
  const right = await withCancel(t('Trying the key on the other endpoints of Zhipu and Z.ai…'), (signal) =>
    deps.directory.findEndpoint(provider, key, signal),
  );
  if (right) await tryAndStore(deps, right, key);
  else
    void vscode.window.showWarningMessage(
      t('None of the other endpoints accepted the key. Check that it was copied whole.'),
    );
}

async function pickProvider(deps: AddKeyDeps): Promise<ProviderInfo | undefined> {
  const stored = new Set(deps.credentials.entries().map((entry) => entry.provider));
  const picked = await vscode.window.showQuickPick(
    deps.directory
      .providers()
      .filter((provider) => provider.needsKey)
      .map((provider) => ({
        label: providerLabel(provider),
        description: new URL(provider.baseUrl).host,
        ...(stored.has(provider.id) && { detail: t('A key is stored; a new one replaces it.') }),
        provider,
      })),
    { title: t('Add or Replace a Key'), placeHolder: t('Choose a provider'), matchOnDescription: true },
  );
  return picked?.provider;
}

async function askForModel(deps: AddKeyDeps, provider: ProviderInfo): Promise<Model | undefined> {
  const name = await vscode.window.showInputBox({
    title: t('Model of {0}', providerLabel(provider)),
    prompt: t('The model’s name as the endpoint knows it.'),
    ignoreFocusOut: true,
  });
  return name?.trim() ? deps.directory.model(provider, name.trim()) : undefined;
}

/** Deletes a stored key after asking. */
export async function forgetKey(deps: Pick<AddKeyDeps, 'directory' | 'credentials'>): Promise<void> {
  const entries = deps.credentials.entries();
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(t('No keys are stored.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    entries.map((entry) => {
      const provider = deps.directory.providers().find((candidate) => candidate.id === entry.provider);
      return {
        label: provider ? providerLabel(provider) : entry.provider,
        description: entry.origin,
        detail: t('Added {0}', new Date(entry.createdAt).toLocaleString(vscode.env.language)),
        entry,
      };
    }),
    { title: t('Forget a Key'), placeHolder: t('The key is deleted from the secret storage.') },
  );
  if (!picked) return;
  await deps.credentials.forget(picked.entry.provider, picked.entry.origin);
  void vscode.window.showInformationMessage(t('The key for {0} was deleted.', picked.label));
}
