import type { Bilingual } from '../speech.ts';
import type { Language } from '../syntax/language.ts';
import { codeOf, lineAt, parseSource, type SourceCode } from '../syntax/sourceCode.ts';
import { applyEdits, type Edit, type Finding, offsetBefore, type Rewrite } from './rewrite.ts';
import { REWRITES } from './rewrites.ts';

export interface Change {
  /** Line of the original code, from 0. */
  readonly line: number;
  readonly what: Bilingual;
  readonly why: Bilingual;
}

export interface OptimizedCode {
  readonly code: string;
  /** In the order of the original code. */
  readonly changes: readonly Change[];
  /** Line from 0 at which the code does not parse; nothing is changed then. */
  readonly faultLine?: number;
}

/** More than any real file needs; it ends a pair of rewrites that would undo each other. */
const MAX_CHANGES = 500;

/**
 * Rewrites code where that can be shown to keep its behaviour. One change is made at a time, on a fresh tree, so each
 * is shown on exactly the code it is made to; one after which the code would no longer parse is not made.
 */
export function optimizeCode(
  language: Language,
  original: string,
  rewrites: readonly Rewrite[] = REWRITES,
): OptimizedCode {
  const first = parseSource(language, original);
  if (first.faults.length > 0)
    return { code: original, changes: [], faultLine: lineAt(first, first.faults[0]!) };
  const fitting = rewrites.filter(({ languages }) => languages.includes(language.id));
  const applied: (readonly Edit[])[] = [];
  const changes: Change[] = [];
  let source = first;
  for (let next = firstStep(source, fitting); next; next = firstStep(source, fitting)) {
    const place = applied.reduceRight((offset, edits) => offsetBefore(edits, offset), next.finding.at);
    changes.push({ line: lineAt(first, place), what: next.finding.what, why: next.rewrite.why });
    applied.push(next.finding.edits);
    source = next.result;
    if (changes.length >= MAX_CHANGES) break;
  }
  return { code: codeOf(source), changes: changes.toSorted((a, b) => a.line - b.line) };
}

interface Step {
  readonly rewrite: Rewrite;
  readonly finding: Finding;
  readonly result: SourceCode;
}

function firstStep(source: SourceCode, rewrites: readonly Rewrite[]): Step | undefined {
  const { language, text, start, end } = source;
  for (const rewrite of rewrites)
    for (const finding of rewrite.find(source)) {
      const framed = applyEdits(text, finding.edits);
      const result = parseSource(language, framed.slice(start, framed.length - (text.length - end)));
      if (result.faults.length === 0 && result.start === start) return { rewrite, finding, result };
    }
  return undefined;
}
