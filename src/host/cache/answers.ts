import * as vscode from 'vscode';
import type { AnswerCache } from '../../core/model/answerCache.ts';
import { storageFailed } from '../../core/storageFailed.ts';
import { t } from '../translate.ts';
import type { UserSettings } from '../userSettings.ts';
import type { AnswerStore } from './answerStore.ts';

const DAY_MS = 86_400_000;
const MEGABYTE = 1024 * 1024;

/** The answers that this user keeps. */
export interface Answers extends AnswerCache {
  /** Forgets them all. Throws `UserError` `storage-failed`. */
  clear(): Promise<void>;
  flush(): Promise<void>;
  dispose(): void;
}

/** The store of answers, whose code is loaded and whose folder is looked into when an answer is first asked for. */
export function createAnswers(
  { secrets, globalStorageUri }: vscode.ExtensionContext,
  settings: UserSettings,
  onFailure: (error: unknown) => void,
): Answers {
  let loaded: Promise<AnswerStore> | undefined;
  let release = (): void => {};

  async function load(): Promise<AnswerStore> {
    const [{ AnswerStore }, { createCacheSecret }] = await Promise.all([
      import('./answerStore.ts'),
      import('./cacheSecret.ts'),
    ]);
    const secret = createCacheSecret(secrets);
    release = () => secret.dispose();
    return new AnswerStore({
      folder: vscode.Uri.joinPath(globalStorageUri, 'answers').fsPath,
      secret,
      limits() {
        const { cacheDays, cacheMegabytes } = settings.current;
        return { lifetimeMs: cacheDays * DAY_MS, bytes: cacheMegabytes * MEGABYTE };
      },
      now: Date.now,
      onFailure,
    });
  }

  const store = (): Promise<AnswerStore> => {
    loaded ??= load();
    return loaded;
  };
  return {
    get: async (key) => (await store()).get(key),
    put: (key, answer) => void store().then((answers) => answers.put(key, answer)),
    async clear() {
      try {
        await (await store()).clear();
      } catch (error) {
        throw storageFailed(error, 'clear-cache', t);
      }
      void vscode.window.showInformationMessage(t('The answer cache is empty now.'));
    },
    flush: async () => (await loaded)?.flush(),
    dispose: () => release(),
  };
}
