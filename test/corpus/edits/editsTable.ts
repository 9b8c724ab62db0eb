import path from 'node:path';
import { judge } from './judge.ts';
import { readCorpus } from './readCorpus.ts';

/** The page that tells of the corpus: `docs/edits.md`. */
export const EDITS_PAGE = path.resolve(import.meta.dirname, '../../../docs/edits.md');

/** How the cases of one kind end. */
export interface CorpusRow {
  readonly kind: string;
  readonly cases: number;
  readonly applied: number;
  readonly refused: number;
  /** Of those refused, how many must be. */
  readonly toBeRefused: number;
  /** Names of those that were applied otherwise than they are meant. */
  readonly wrong: readonly string[];
  /** The reasons of refusals, the most frequent first. */
  readonly reasons: readonly string[];
}

export function runCorpus(): readonly CorpusRow[] {
  const kinds = new Map<string, { name: string; mustRefuse: boolean; end: string; reason: string }[]>();
  for (const one of readCorpus()) {
    const verdict = judge(one);
    const known = kinds.get(one.kind) ?? [];
    known.push({
      name: `${one.kind}: ${one.name}`,
      mustRefuse: one.wanted === 'refusal',
      end: verdict.end,
      reason: verdict.end === 'refused' ? verdict.reason.split(', ')[0]! : '',
    });
    kinds.set(one.kind, known);
  }
  return [...kinds].map(([kind, cases]) => {
    const refused = cases.filter(({ end }) => end === 'refused');
    const counts = new Map<string, number>();
    for (const { reason } of refused) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return {
      kind,
      cases: cases.length,
      applied: cases.filter(({ end }) => end === 'applied').length,
      refused: refused.length,
      toBeRefused: cases.filter(({ mustRefuse }) => mustRefuse).length,
      wrong: cases.flatMap(({ end, name }) => (end === 'wrong' ? [name] : [])),
      reasons: [...counts].sort(([, a], [, b]) => b - a).map(([reason]) => reason),
    };
  });
}

/** The rows as a table of Markdown, with their sum. */
export function editsTable(rows: readonly CorpusRow[]): string {
  const sum = (of: (row: CorpusRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['what is wrong', 'cases', 'applied', 'refused', 'to be refused', 'wrong', 'reasons']),
    '|---|--:|--:|--:|--:|--:|---|',
    ...rows.map(({ kind, cases, applied, refused, toBeRefused, wrong, reasons }) =>
      line([
        kind,
        cases,
        applied,
        refused,
        toBeRefused,
        wrong.length,
        reasons.map((one) => `\`${one}\``).join(', '),
      ]),
    ),
    line([
      '**all**',
      sum(({ cases }) => cases),
      sum(({ applied }) => applied),
      sum(({ refused }) => refused),
      sum(({ toBeRefused }) => toBeRefused),
      `**${sum(({ wrong }) => wrong.length)}**`,
      '',
    ]),
  ].join('\n');
}

/** The page with another table in the place of the one that it has. */
export const pageWith = (page: string, table: string): string =>
  page.replace(/^\| what is wrong [\s\S]*?\n(?=\n|$(?![\s\S]))/m, () => `${table}\n`);
