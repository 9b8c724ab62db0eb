import type { Translate } from './text/translate.ts';
import { UserError } from './userError.ts';

/** What could not be done with the files that Inkstone keeps for itself. */
export type StorageTask =
  | 'save-chat'
  | 'save-usage'
  | 'read-usage'
  | 'reset-usage'
  | 'save-batch'
  | 'use-cache'
  | 'clear-cache'
  | 'save-audit'
  | 'read-audit';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);

/** `UserError` `storage-failed` for what a file system throws; anything else is a fault of Inkstone's and stays it. */
export function storageFailed(error: unknown, task: StorageTask, t: Translate): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const next = FULL.has(code)
    ? t('Free some disk space.')
    : DENIED.has(code)
      ? t('Make sure that Inkstone’s storage folder can be read and written.')
      : t('Check the disk and Inkstone’s storage folder.');
  const failed = new UserError('storage-failed', said(task, code, t), next);
  // For the log: the path and the call are in the message of the file system.
  failed.cause = error;
  return failed;
}

/** Tells causes apart: the file system's code, else the error's own name. */
export function storageCause(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.name : String(error));
}

function said(task: StorageTask, code: string, t: Translate): string {
  switch (task) {
    case 'save-chat':
      return t('The chat could not be saved ({0}). Until it can, it exists in this window only.', code);
    case 'save-usage':
      return t('The usage of a request could not be saved ({0}). It is counted in this window only.', code);
    case 'read-usage':
      return t('The usage figures could not be read ({0}). Those that are shown may be too low.', code);
    case 'reset-usage':
      return t('The usage figures could not be reset ({0}). They are as they were.', code);
    case 'save-batch':
      return t('A batch could not be saved ({0}). It goes on, but not beyond this window.', code);
    case 'use-cache':
      return t('The answer cache cannot be used ({0}). Everything else works without it.', code);
    case 'clear-cache':
      return t('The answer cache could not be cleared ({0}).', code);
    case 'save-audit':
      return t('A request could not be written to the audit log ({0}). Requests go on without it.', code);
    case 'read-audit':
      return t('The audit log could not be read ({0}), so nothing is known of it.', code);
  }
}

function codeOf(error: unknown): string | undefined {
  const { code, syscall } = (error ?? {}) as { readonly code?: unknown; readonly syscall?: unknown };
  return typeof code === 'string' && typeof syscall === 'string' ? code : undefined;
}
