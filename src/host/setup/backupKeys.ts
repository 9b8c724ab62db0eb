import * as vscode from 'vscode';
import { originOf } from '../../core/model/origin.ts';
import type { Credential, ProviderInfo } from '../../core/model/providerInfo.ts';
import type { SecretCredentials } from '../secretCredentials.ts';
import { t } from '../translate.ts';

/** Asks, for each backup address of a provider that has no key yet, whether the one just stored is for it too. */
export async function offerToBackups(
  credentials: SecretCredentials,
  { id, backupUrls = [] }: ProviderInfo,
  credential: Credential,
): Promise<void> {
  const origins = new Set(backupUrls.map(originOf));
  for (const origin of origins) {
    if (origin === credential.origin || (await credentials.get(id, origin))) continue;
    const { host } = new URL(origin);
    const store = t('Use It There Too');
    const choice = await vscode.window.showInformationMessage(
      t('Send this key to the backup address {0} too?', host),
      {
        modal: true,
        detail: t('Your settings name {0} as a backup. Without a key of its own it is not asked.', host),
      },
      store,
    );
    if (choice === store) await credentials.set({ ...credential, origin });
  }
}
