import * as vscode from 'vscode';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import type { SecretCredentials } from '../secretCredentials.ts';
import type { UserSettings } from '../userSettings.ts';
import type { ModelOfferDeps } from './createModelOffer.ts';
import type { ModelOffer } from './languageModelApi.ts';

export interface RegisterOfferDeps extends Pick<ModelOfferDeps, 'providers' | 'accessTo' | 'counts'> {
  readonly settings: UserSettings;
  readonly credentials: SecretCredentials;
  /** A key for the provider's address is stored, or comes from the environment. */
  hasKey(provider: ProviderInfo): boolean;
}

interface LanguageModels {
  registerLanguageModelChatProvider?(vendor: string, offer: ModelOffer): vscode.Disposable;
}

/**
 * Offers Inkstone's models to the editor, where it takes such offers: from VS Code 1.104 on. The code is loaded when
 * the editor first asks for them.
 */
export function registerModelOffer(deps: RegisterOfferDeps): vscode.Disposable {
  const { settings, credentials, hasKey } = deps;
  const emitter = new vscode.EventEmitter<void>();
  const isOffered = (provider: ProviderInfo): boolean =>
    !provider.isEditor && (provider.needsKey ? hasKey(provider) : provider.models.length > 0);
  const providers = (): readonly ProviderInfo[] =>
    settings.current.offerModels ? deps.providers().filter(isOffered) : [];
  const load = async () => (await import('./createModelOffer.ts')).createModelOffer({ ...deps, providers });
  let loaded: ReturnType<typeof load> | undefined;
  const offer = (): ReturnType<typeof load> => {
    loaded ??= load();
    return loaded;
  };
  const models = vscode.lm as unknown as LanguageModels;
  const registered = models.registerLanguageModelChatProvider?.('inkstone', {
    onDidChangeLanguageModelChatInformation: emitter.event,
    provideLanguageModelChatInformation: async () => (await offer()).provideLanguageModelChatInformation(),
    provideLanguageModelChatResponse: async (...request) =>
      (await offer()).provideLanguageModelChatResponse(...request),
    provideTokenCount: async (...text) => (await offer()).provideTokenCount(...text),
  });
  return vscode.Disposable.from(
    emitter,
    settings.onDidChange(() => emitter.fire()),
    credentials.onDidChange(() => emitter.fire()),
    ...(registered ? [registered] : []),
  );
}
