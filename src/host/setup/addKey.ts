import * as vscode from 'vscode';
import { type Model, type ModelId, splitModelId } from '../../core/model/model.ts';
import { originOf } from '../../core/model/origin.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { Credential, ProviderInfo } from '../../core/model/providerInfo.ts';
import { noticeFor } from '../../core/noticeFor.ts';
import type { EndpointSetting } from '../../core/settings.ts';
import { duration } from '../../core/usage/figures.ts';
import type { SecretCredentials } from '../secretCredentials.ts';
import { t } from '../translate.ts';
import type { UserSettings } from '../userSettings.ts';
import { offerToBackups } from './backupKeys.ts';
import { pickModel, providerLabel } from './pickModel.ts';
import { withCancel } from './progress.ts';
import type { ProviderDirectory } from './providerDirectory.ts';
import { type TrialStep, trialSteps } from './trialSteps.ts';

/** Which model answers: everywhere, or in one chat. */
export interface ModelChoice {
  /** Makes a model the one in use. */
  useModel(id: ModelId): Promise<void>;
  /** The model in use, if it can be used. */
  modelInUse(): Model | undefined;
}

export interface AddKeyDeps extends ModelChoice {
  readonly directory: ProviderDirectory;
  readonly credentials: SecretCredentials;
  readonly settings: UserSettings;
  /** A key for the provider's address is stored, or comes from the environment. */
  hasKey(provider: ProviderInfo): boolean;
}

/** A key on its way to be stored. */
export interface Trial {
  readonly provider: ProviderInfo;
  readonly key: string;
  readonly model: Model;
  /** Of an endpoint that is written to the settings only when it has answered. */
  readonly setting?: EndpointSetting;
  /** The user has asked for this model in place of the one in use. */
  readonly replacesModel?: boolean;
}

/**
 * Asks for a provider and its key, tries the key with a real call, and stores it only when the provider accepted it.
 * A key of another endpoint of the same family is recognised and offered there.
 */
export async function addKey(deps: AddKeyDeps, providerId?: string): Promise<void> {
  const provider =
    deps.directory.providers().find((candidate) => candidate.id === providerId) ?? (await pickProvider(deps));
  const key = provider && (await askForKey(deps, provider));
  if (!key) return;
  const model = modelToTry(deps, provider) ?? (await pickModel(deps.directory, provider, []));
  if (model) await tryAndStore(deps, { provider, key, model });
}

/** Tries the key of the provider in use at another endpoint of the same family, as the user asked. */
export async function useKeyElsewhere(deps: AddKeyDeps, providerId: string | undefined): Promise<void> {
  const { directory, credentials } = deps;
  const from = directory.providers().find((candidate) => candidate.id === deps.modelInUse()?.provider);
  const to = directory.providers().find((candidate) => candidate.id === providerId);
  const credential = from && (await credentials.get(from.id, originOf(from.baseUrl)));
  const model = to && modelToTry(deps, to);
  if (to && model && credential)
    await tryAndStore(deps, { provider: to, key: credential.value, model, replacesModel: true });
  else await addKey(deps, providerId);
}

/** Asks for the key of a provider; `undefined` when the user cancels. */
export async function askForKey(
  { directory }: Pick<AddKeyDeps, 'directory'>,
  provider: ProviderInfo,
): Promise<string | undefined> {
  const known = directory.keyForm(provider);
  const source = provider.keyUrl ? t('You can make one at {0}', provider.keyUrl) : t('Paste the API key.');
  const value = await vscode.window.showInputBox({
    title: t('Key for {0}', providerLabel(provider)),
    prompt: known ? `${t('It looks like this: {0}', known.form)} · ${source}` : source,
    placeHolder: whereItGoes(provider),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const key = text.trim();
      if (/\s/.test(key)) return t('A key holds no spaces or line breaks. Was something else copied?');
      if (!known || key === '' || known.matches.test(key)) return undefined;
      return {
        message: t(
          'Keys of this provider look like this: {0} – you can try this one all the same.',
          known.form,
        ),
        severity: vscode.InputBoxValidationSeverity.Warning,
      };
    },
  });
  return value?.trim() || undefined;
}

function whereItGoes({ baseUrl, tokenUrl }: ProviderInfo): string {
  const { host } = new URL(baseUrl);
  return tokenUrl === undefined
    ? t('It is kept in the editor’s secret storage and sent to {0} only.', host)
    : t(
        'It is kept in the editor’s secret storage and sent to {0} only; {1} gets the tokens that come of it.',
        new URL(tokenUrl).host,
        host,
      );
}

/** Tries a key with a real call, stores what is on trial when it works, and offers the next step when it does not. */
export async function tryAndStore(deps: AddKeyDeps, trial: Trial): Promise<void> {
  const { provider, model, setting } = trial;
  const credential: Credential = {
    provider: provider.id,
    origin: originOf(provider.baseUrl),
    value: trial.key,
    createdAt: Date.now(),
  };
  try {
    const tried = await withCancel(t('Trying the key with {0}…', providerLabel(provider)), (signal) =>
      deps.directory.probe({ model, credential, ...(setting && { setting }) }, signal),
    );
    if (!tried) return;
    // Before it is stored: with the key, a model that has never answered would count as one that can be used.
    const inUse = trial.replacesModel ? undefined : deps.modelInUse();
    if (setting) await saveEndpoint(deps, trial, setting);
    await deps.credentials.set(credential);
    await offerToBackups(deps.credentials, provider, credential);
    const served = tried.servedModel ?? model.label;
    const message = t('The key works: {0} answered in {1}.', served, duration(tried.timeMs));
    await offerModel(deps, { model, inUse, message });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    await offerNextStep(deps, trial, error);
  }
}

/** Writes an endpoint to the settings, with the model among its models unless it takes them from elsewhere. */
export async function saveEndpoint(
  { settings }: Pick<AddKeyDeps, 'settings'>,
  { provider, model }: Pick<Trial, 'provider' | 'model'>,
  setting: EndpointSetting,
): Promise<void> {
  const own = setting.models ?? [];
  const isListed =
    provider.models.some(({ name }) => name === model.name) ||
    (own.length === 0 && provider.models.length > 0);
  const models = isListed ? own : [...own, { name: model.name }];
  const { endpoints } = settings.current;
  await settings.write('endpoints', {
    ...endpoints,
    [provider.id]: { ...setting, ...(models.length > 0 && { models }) },
  });
}

/** Takes a model into use where there was none; another one is given up only when the user says so. */
export async function offerModel(
  deps: Pick<AddKeyDeps, 'useModel'>,
  offer: { readonly model: Model; readonly inUse: Model | undefined; readonly message: string },
): Promise<void> {
  const { model, inUse, message } = offer;
  if (!inUse) await deps.useModel(model.id);
  const use = t('Use {0}', model.label);
  const isOther = inUse !== undefined && inUse.id !== model.id;
  const choice = await vscode.window.showInformationMessage(message, ...(isOther ? [use] : []));
  if (choice === use) await deps.useModel(model.id);
}

async function offerNextStep(deps: AddKeyDeps, trial: Trial, error: ProviderError): Promise<void> {
  const { provider } = trial;
  const notice = noticeFor(error, t);
  const labels: Record<TrialStep, string> = {
    'other-endpoint': t('Look for the Right Endpoint'),
    'same-key': t('Try Again'),
    'other-model': t('Choose Another Model'),
    'other-key': t('Enter the Key Again'),
  };
  const steps = trialSteps(error.kind, provider.id);
  const choice = await vscode.window.showErrorMessage(
    `${notice.what} ${notice.next} ${t('The key was not stored.')} (${notice.code})`,
    ...steps.map((step) => labels[step]),
  );
  switch (steps.find((step) => labels[step] === choice)) {
    case 'other-endpoint':
      return tryElsewhere(deps, trial);
    case 'same-key':
      return tryAndStore(deps, trial);
    case 'other-model': {
      const others = provider.models.filter(({ name }) => name !== trial.model.name);
      const model = await pickModel(deps.directory, provider, others);
      if (model) await tryAndStore(deps, { ...trial, model });
      return;
    }
    case 'other-key': {
      const key = await askForKey(deps, provider);
      if (key) await tryAndStore(deps, { ...trial, key });
    }
  }
}

async function tryElsewhere(deps: AddKeyDeps, trial: Trial): Promise<void> {
  const { provider, key } = trial;
  const right = await withCancel(t('Trying the key on the other endpoints of Zhipu and Z.ai…'), (signal) =>
    deps.directory.findEndpoint(provider, key, signal).then((found) => ({ found })),
  );
  if (!right) return;
  const model = right.found && modelToTry(deps, right.found);
  if (right.found && model) await tryAndStore(deps, { provider: right.found, key, model });
  else
    void vscode.window.showWarningMessage(
      t('None of the other endpoints accepted the key. Check that it was copied whole.'),
    );
}

/** The model that the settings name, if it is one of the provider's, else the provider's first. */
function modelToTry({ directory, settings }: AddKeyDeps, provider: ProviderInfo): Model | undefined {
  const { model } = settings.current;
  const isOfProvider = model.startsWith(`${provider.id}/`) && model.length > provider.id.length + 1;
  return isOfProvider ? directory.model(provider, splitModelId(model).name) : provider.models[0];
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
