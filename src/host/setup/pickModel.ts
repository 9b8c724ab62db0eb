import * as vscode from 'vscode';
import type { Model } from '../../core/model/model.ts';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import { shortCount } from '../../core/usage/figures.ts';
import { t } from '../translate.ts';
import type { ProviderDirectory } from './providerDirectory.ts';

/** The provider's name in the display language; Chinese where the texts are, see `package.json`'s `l10n`. */
export const providerLabel = (provider: ProviderInfo): string =>
  vscode.env.language.toLowerCase() === 'zh-cn' ? (provider.labelZh ?? provider.label) : provider.label;

/** Offers models, and any other name to be typed. `undefined` when the user cancels. */
export async function pickModel(
  directory: ProviderDirectory,
  provider: ProviderInfo,
  models: readonly Model[],
): Promise<Model | undefined> {
  if (models.length > 0) {
    const picked = await vscode.window.showQuickPick(
      [
        ...models.map((model) => ({ label: model.name, description: modelSummary(model), model })),
        { label: t('Type a name…') },
      ],
      { title: t('Models of {0}', providerLabel(provider)), ignoreFocusOut: true, matchOnDescription: true },
    );
    if (!picked || 'model' in picked) return picked?.model;
  }
  const name = await typeName(provider);
  return name?.trim() ? directory.model(provider, name.trim()) : undefined;
}

/** How much a model reads and what it costs, as far as that is known. */
export function modelSummary({ contextTokens, price }: Model): string {
  const size = t('{0} tokens of context', shortCount(contextTokens));
  if (!price) return size;
  const { currency, inputPerMillion, outputPerMillion } = price;
  const sign = currency === 'CNY' ? '¥' : '$';
  const cost =
    inputPerMillion + outputPerMillion === 0
      ? t('free')
      : t('{0} in, {1} out per million', `${sign}${inputPerMillion}`, `${sign}${outputPerMillion}`);
  return `${size} · ${cost}`;
}

function typeName(provider: ProviderInfo): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Model of {0}', providerLabel(provider)),
    prompt: t('The model’s name as the endpoint knows it.'),
    ignoreFocusOut: true,
  });
}
