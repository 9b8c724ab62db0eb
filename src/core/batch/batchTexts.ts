import type { Translate } from '../text/translate.ts';
import { type BatchJob, type BatchKind, type SkipReason, tallyOf } from './batchJob.ts';

/** What the user knows a batch as. */
export function kindText(kind: BatchKind, t: Translate): string {
  return kind === 'explain' ? t('Explain files') : t('Document files');
}

/** How far a batch is. */
export function progressText(job: BatchJob, t: Translate): string {
  const { wanted, done, failed, waiting, skipped } = tallyOf(job);
  return [
    t('{0} of {1} files are done', done, wanted),
    ...(failed > 0 ? [t('{0} failed', failed)] : []),
    ...(waiting > 0 ? [t('{0} wait', waiting)] : []),
    ...(skipped > 0 ? [t('{0} left out', skipped)] : []),
  ].join(' · ');
}

/** Why a file is left out, in a few words. */
export function skipText(reason: SkipReason, t: Translate): string {
  switch (reason) {
    case 'binary':
      return t('not text');
    case 'too-large':
      return t('too large');
    case 'unreadable':
      return t('cannot be read');
    case 'generated':
      return t('made by a tool');
    case 'empty':
      return t('empty');
    case 'not-code':
      return t('takes no comments');
    case 'too-many':
      return t('beyond the largest batch');
  }
}
