import { diffPath } from '../../core/text/diffPath.ts';
import { estimateTokens } from '../../core/usage/estimateTokens.ts';

/** A file of a diff that is not shown, or only in part. */
interface OmittedFile {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly isShownInPart: boolean;
}

interface BoundedDiff {
  readonly text: string;
  /** In the order of the diff. */
  readonly omitted: readonly OmittedFile[];
}

interface DiffedFile {
  readonly path: string;
  readonly lines: readonly string[];
  readonly added: number;
  readonly removed: number;
  readonly tokens: number;
  /** Written by tools: its name says more than its lines. */
  readonly isGenerated: boolean;
}

const GENERATED =
  /(?:^|\/)(?:[^/]*[-.]lock(?:\.\w+)?|[^/]*lock\.(?:json|ya?ml)|go\.sum|[^/]*\.(?:min\.\w+|map|snap|svg|pb\.go|lockb)|(?:dist|vendor|node_modules)\/.*)$/i;

/** A file that is cut shorter than this says nothing. */
const LEAST_TOKENS = 60;

/** Beyond as many, files that are left out are counted and not named. */
const MOST_NAMES = 60;

/**
 * A unified diff within a budget of estimated tokens: small files whole, large ones cut at the end of a line, what tools
 * write by name only; everything that is not shown is named in the text, so that nobody takes it for unchanged.
 */
export function boundedDiff(diff: string, budgetTokens: number): BoundedDiff {
  const files = diffedFiles(diff);
  const total = files.reduce((sum, file) => sum + file.tokens, 0);
  if (total <= budgetTokens) return { text: diff.trimEnd(), omitted: [] };
  const listing = estimateTokens(omissions(files.map((file) => omittedFile(file, true))));
  let left = budgetTokens - listing;
  const shown = new Map<DiffedFile, string>();
  const hand = files.filter(({ isGenerated }) => !isGenerated).sort((a, b) => a.tokens - b.tokens);
  for (const [index, file] of hand.entries()) {
    const share = Math.floor(left / (hand.length - index));
    const text = file.tokens <= share ? file.lines.join('\n') : share < LEAST_TOKENS ? '' : cut(file, share);
    if (text === '') continue;
    shown.set(file, text);
    left -= estimateTokens(`${text}\n`);
  }
  const omitted = files.flatMap((file) => {
    const text = shown.get(file);
    return text === file.lines.join('\n') ? [] : [omittedFile(file, text !== undefined)];
  });
  const parts = files.flatMap((file) => shown.get(file) ?? []);
  return { text: [...parts, omissions(omitted)].join('\n'), omitted };
}

function diffedFiles(diff: string): readonly DiffedFile[] {
  const lines = diff.trimEnd().split('\n');
  const starts = lines.flatMap((line, index) => (line.startsWith('diff --git ') ? [index] : []));
  if (starts.length === 0) return diff.trim() === '' ? [] : [diffedFile(lines)];
  return starts.map((start, index) => diffedFile(lines.slice(start, starts[index + 1])));
}

function diffedFile(lines: readonly string[]): DiffedFile {
  const body = lines.findIndex((line) => line.startsWith('@@'));
  const changes = body < 0 ? [] : lines.slice(body);
  const path = diffPath(lines.join('\n')) ?? lines[0] ?? '';
  return {
    path,
    lines,
    added: changes.filter((line) => line.startsWith('+')).length,
    removed: changes.filter((line) => line.startsWith('-')).length,
    tokens: estimateTokens(`${lines.join('\n')}\n`),
    isGenerated: GENERATED.test(path),
  };
}

/** The beginning of a file's change, at most so many tokens, with a word that there is more. */
function cut(file: DiffedFile, tokens: number): string {
  const kept: string[] = [];
  const more = '[More lines of this file were left out here.]';
  let left = tokens - estimateTokens(`${more}\n`);
  for (const line of file.lines) {
    left -= estimateTokens(`${line}\n`);
    if (left < 0) break;
    kept.push(line);
  }
  return kept.some((line) => /^[-+](?![-+]{2} )/.test(line)) ? [...kept, more].join('\n') : '';
}

const omittedFile = ({ path, added, removed }: DiffedFile, isShownInPart: boolean): OmittedFile => ({
  path,
  added,
  removed,
  isShownInPart,
});

function omissions(files: readonly OmittedFile[]): string {
  if (files.length === 0) return '';
  const named = files.slice(0, MOST_NAMES).map(({ path, added, removed, isShownInPart }) => {
    return `- ${path} (+${added} -${removed}${isShownInPart ? ', shown in part' : ''})`;
  });
  const rest = files.length - named.length;
  return [
    '[Changed as well, but left out or shown in part, because not everything fits:',
    ...named,
    ...(rest > 0 ? [`- and ${rest} more files`] : []),
    ']',
  ].join('\n');
}
