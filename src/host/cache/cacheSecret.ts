import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';
import { UserError } from '../../core/userError.ts';
import { KEY_BYTES } from '../seal.ts';
import { t } from '../translate.ts';

const NAME = 'inkstone.cacheKey';

/** The key that answers are sealed with. It lives in the editor's SecretStorage and is made when first needed. */
export interface CacheSecret {
  /** Throws `UserError` `storage-failed` when the editor cannot keep secrets. */
  get(): Promise<Uint8Array>;
  /** What was sealed with it can be read by nobody any more. */
  forget(): Promise<void>;
  dispose(): void;
}

export function createCacheSecret(secrets: vscode.SecretStorage): CacheSecret {
  let known: Promise<Uint8Array> | undefined;
  const subscription = secrets.onDidChange(({ key }) => {
    if (key === NAME) known = undefined;
  });

  async function load(): Promise<Uint8Array> {
    const stored = readKey(await secrets.get(NAME));
    if (stored) return stored;
    await secrets.store(NAME, randomBytes(KEY_BYTES).toString('base64'));
    // Another window may have made one at the same moment: what is stored now is the key of both.
    const settled = readKey(await secrets.get(NAME));
    if (!settled) throw new Error('the secret storage keeps nothing');
    return settled;
  }

  return {
    get() {
      known ??= load().catch((error: unknown) => {
        known = undefined;
        throw noSecrets(error);
      });
      return known;
    },
    async forget() {
      known = undefined;
      await secrets.delete(NAME);
    },
    dispose: () => subscription.dispose(),
  };
}

function noSecrets(cause: unknown): UserError {
  const failed = new UserError(
    'storage-failed',
    t('The answer cache cannot be used: the editor’s secret storage does not work.'),
    t('Everything else works without it.'),
  );
  failed.cause = cause;
  return failed;
}

function readKey(text: string | undefined): Uint8Array | undefined {
  const key = Buffer.from(text ?? '', 'base64');
  return key.length === KEY_BYTES ? key : undefined;
}
