import type { SyntaxNode } from '@lezer/common';
import type { Bilingual } from '../speech.ts';
import type { Language } from '../syntax/language.ts';
import { codeOf, lineAt, parseSource, type SourceCode } from '../syntax/sourceCode.ts';
import { applyEdits, type Edit, type Finding, offsetBefore, type Rewrite } from './rewrite.ts';
import { REWRITES } from './rewrites.ts';

/** One rewrite that was made. */
export interface Change {
  /** Line of the original code, from 0. */
  readonly line: number;
  readonly what: Bilingual;
  readonly why: Bilingual;
}

/** The code after all rewrites, and what they were. */
export interface OptimizedCode {
  readonly code: string;
  /** In the order of the original code. */
  readonly changes: readonly Change[];
  /** Line from 0 at which the code does not parse; nothing is changed then. */
  readonly faultLine?: number;
}

/** More than any real file needs; it ends a pair of rewrites that would undo each other. */
const MAX_STEPS = 200;

/**
 * Rewrites code where that can be shown to keep its behaviour. What is changed in one step lies in different functions,
 * whose conditions do not reach into each other; the next step looks at a fresh tree. A step after which the code
 * would no longer parse is not made.
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
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const step = nextStep(source, fitting);
    if (!step) break;
    for (const { finding, rewrite } of step.found) {
      const place = applied.reduceRight((offset, edits) => offsetBefore(edits, offset), finding.at);
      changes.push({ line: lineAt(first, place), what: finding.what, why: rewrite.why });
    }
    applied.push(step.edits);
    source = step.result;
  }
  return { code: codeOf(source), changes: changes.toSorted((a, b) => a.line - b.line) };
}

interface Found {
  readonly rewrite: Rewrite;
  readonly finding: Finding;
  /** The outermost function or statement around it. */
  readonly region: SyntaxNode;
}

interface Step {
  readonly found: readonly Found[];
  readonly edits: readonly Edit[];
  readonly result: SourceCode;
}

function nextStep(source: SourceCode, rewrites: readonly Rewrite[]): Step | undefined {
  const all = rewrites.flatMap((rewrite) =>
    [...rewrite.find(source)].map((finding) => ({ rewrite, finding, region: regionOf(source, finding) })),
  );
  const apart: Found[] = [];
  for (const each of all)
    if (!apart.some(({ region }) => region.from < each.region.to && each.region.from < region.to))
      apart.push(each);
  // Should they not parse together, one by one shows which of them does.
  const candidates = apart.length > 1 ? [apart, ...all.map((each) => [each])] : all.map((each) => [each]);
  for (const found of candidates) {
    const edits = found.flatMap(({ finding }) => finding.edits).toSorted((a, b) => a.from - b.from);
    const framed = applyEdits(source.text, edits);
    const behind = source.text.length - source.end;
    const result = parseSource(source.language, framed.slice(source.start, framed.length - behind));
    if (result.faults.length === 0 && result.start === source.start) return { found, edits, result };
  }
  return undefined;
}

function regionOf({ root, start, language }: SourceCode, { edits }: Finding): SyntaxNode {
  let node: SyntaxNode = root.resolveInner(edits[0]!.from, 1);
  const to = edits.at(-1)!.to;
  while (node.to < to && node.parent) node = node.parent;
  let region = node;
  for (let up: SyntaxNode | null = node; up?.parent; up = up.parent)
    if (language.functions.has(up.name) ? up.from >= start : !language.functions.has(region.name))
      region = up;
  return region;
}
