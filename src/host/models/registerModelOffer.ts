import * as vscode from 'vscode';
import type { ModelOfferDeps } from './createModelOffer.ts';
import type { ModelOffer } from './languageModelApi.ts';

export interface RegisteredOffer extends vscode.Disposable {
  /** Other models can be used than before. */
  changed(): void;
}

interface LanguageModels {
  registerLanguageModelChatProvider?(vendor: string, offer: ModelOffer): vscode.Disposable;
}

/**
 * Offers Inkstone's models to the editor, where it takes such offers: from VS Code 1.104 on. The code is loaded when
 * the editor first asks for them.
 */
export function registerModelOffer(deps: ModelOfferDeps): RegisteredOffer {
  const emitter = new vscode.EventEmitter<void>();
  const load = async () => (await import('./createModelOffer.ts')).createModelOffer(deps);
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
  return {
    changed: () => emitter.fire(),
    dispose() {
      registered?.dispose();
      emitter.dispose();
    },
  };
}
