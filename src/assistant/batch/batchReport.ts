import type { BatchItem, BatchJob } from '../../core/batch/batchJob.ts';
import { progressText, skipText } from '../../core/batch/batchTexts.ts';
import { inertMarkdown } from '../../core/text/inertMarkdown.ts';
import type { Translate } from '../../core/text/translate.ts';
import { shortCount } from '../../core/usage/figures.ts';

/** What a batch has brought so far, as a Markdown document in the user's language. */
export function batchReport(job: BatchJob, t: Translate): string {
  const isExplaining = job.kind === 'explain';
  const heading = isExplaining
    ? t('Explanation: {0}', job.title)
    : t('Documentation comments: {0}', job.title);
  const sections = isExplaining ? job.items.flatMap(sectionOf) : [];
  return `${[
    `# ${asText(heading)}`,
    `${asText(job.modelLabel)} · ${new Date(job.createdAt).toISOString().slice(0, 10)} · ${progressText(job, t)}`,
    [
      `| ${t('File')} | ${t('Result')} | ${t('Tokens')} |`,
      '|---|---|--:|',
      ...job.items.map((item) => `| ${nameOf(item)} | ${resultOf(item, t)} | ${tokensOf(item)} |`),
    ].join('\n'),
    ...sections,
  ].join('\n\n')}\n`;
}

function sectionOf(item: BatchItem): string[] {
  return item.state.status === 'done'
    ? [`## ${nameOf(item)}`, lowered(inertMarkdown(item.state.answer.trim()))]
    : [];
}

/** The answer's own headings come below that of its file. */
function lowered(markdown: string): string {
  let fence: string | undefined;
  return markdown
    .split('\n')
    .map((line) => {
      const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (marks && (!fence || marks.startsWith(fence))) fence = fence ? undefined : marks;
      return fence ? line : line.replace(/^(#{1,4}) /, '##$1 ');
    })
    .join('\n');
}

function nameOf({ path, region }: BatchItem): string {
  return asText(region ? `${path}:${region.startLine + 1}-${region.endLine}` : path);
}

function resultOf({ state }: BatchItem, t: Translate): string {
  switch (state.status) {
    case 'waiting':
      return t('waits');
    case 'done':
      if (state.addedLines === 0) return t('nothing to add');
      return state.fromCache ? t('from cache') : state.isApplied ? t('opened for review') : t('done');
    case 'failed':
      return asText(`${state.what} (${state.code})`);
    case 'skipped':
      return t('left out: {0}', skipText(state.reason, t));
  }
}

function tokensOf({ state }: BatchItem): string {
  const usage = state.status === 'done' ? state.usage : undefined;
  return usage ? shortCount(usage.inputTokens + usage.outputTokens) : '';
}

/** Names and messages come from elsewhere: what Markdown, a table or HTML could take for its own is escaped. */
const asText = (words: string): string =>
  words.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>|#!]/g, (character) => `\\${character}`);
