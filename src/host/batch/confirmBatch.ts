import * as vscode from 'vscode';
import { estimateBatch } from '../../core/batch/batchEstimate.ts';
import type { BatchKind } from '../../core/batch/batchJob.ts';
import { skipText } from '../../core/batch/batchTexts.ts';
import type { Model } from '../../core/model/model.ts';
import { money, shortCount } from '../../core/usage/figures.ts';
import { t } from '../translate.ts';
import type { FoundFile } from './findFiles.ts';

/** So many of the files that are left out are named. */
const LISTED = 8;

interface BatchProposal {
  readonly kind: BatchKind;
  readonly found: readonly FoundFile[];
  readonly model: Model;
  /** The provider takes batches at a lower price. */
  readonly hasBulk: boolean;
}

/** Says what a batch will do, take and cost, and asks for the user's word. `undefined` when it is not given. */
export async function confirmBatch({
  kind,
  found,
  model,
  hasBulk,
}: BatchProposal): Promise<'live' | 'bulk' | undefined> {
  const wanted = found.filter(({ skip }) => !skip);
  const tokens = wanted.map((file) => file.tokens);
  const { inputTokens, outputTokens, cost } = estimateBatch(kind, tokens, model);
  const detail = [
    t('About {0} tokens to read and {1} to write.', shortCount(inputTokens), shortCount(outputTokens)),
    cost
      ? t('About {0} at list price.', money(cost))
      : t('What it will cost is not known: there is no price for this model.'),
    ...(hasBulk ? [t('At the batch price it is slower, up to a day, and the provider charges less.')] : []),
    ...skippedLines(found),
  ];
  const live = t('Start');
  const bulk = t('Start at the Batch Price');
  const answer = await vscode.window.showInformationMessage(
    kind === 'explain'
      ? t('Explain {0} files with {1}?', wanted.length, model.label)
      : t('Write documentation comments for {0} files with {1}?', wanted.length, model.label),
    { modal: true, detail: detail.join('\n') },
    live,
    ...(hasBulk ? [bulk] : []),
  );
  if (answer === undefined) return undefined;
  return answer === live ? 'live' : 'bulk';
}

/** Which files are left out and why; nothing when none is. */
export function skippedLines(found: readonly FoundFile[]): readonly string[] {
  const skipped = found.flatMap(({ path, skip }) => (skip ? [`${path}: ${skipText(skip, t)}`] : []));
  if (skipped.length === 0) return [];
  const more = skipped.length - LISTED;
  return [
    '',
    t('Left out: {0}', skipped.length),
    ...skipped.slice(0, LISTED),
    ...(more > 0 ? [t('… and {0} more', more)] : []),
  ];
}
