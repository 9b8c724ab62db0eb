import * as vscode from 'vscode';
import type { Model } from '../../core/model/model.ts';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import { t } from '../translate.ts';
import type { ProviderDirectory } from './providerDirectory.ts';

/** The provider's name in the display language; Chinese where the texts are, see `package.json`'s `l10n`. */
export const providerLabel = (provider: ProviderInfo): string =>
  vscode.env.language.toLowerCase() === 'zh-cn' ? (provider.labelZh ?? provider.label) : provider.label;

/** Offers model names, and any other to be typed. `undefined` when the user cancels. */
export async function pickModel(
  directory: ProviderDirectory,
  provider: ProviderInfo,
  names: readonly string[],
): Promise<Model | undefined> {
  const typed = t('Type a name…');
  const picked =
    names.length > 0
      ? await vscode.window.showQuickPick([...names, typed], {
          title: t('Models of {0}', providerLabel(provider)),
          ignoreFocusOut: true,
        })
      : typed;
  const name = picked === typed ? await typeName(provider) : picked;
  return name?.trim() ? directory.model(provider, name.trim()) : undefined;
}

function typeName(provider: ProviderInfo): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Model of {0}', providerLabel(provider)),
    prompt: t('The model’s name as the endpoint knows it.'),
    ignoreFocusOut: true,
  });
}
