import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export interface SpecExample {
  /** As CommonMark counts them, from 1. */
  readonly number: number;
  readonly markdown: string;
  readonly html: string;
}

const file = createRequire(import.meta.url).resolve('commonmark-spec/spec.txt');
const EXAMPLE = /^`{32} example\n([\s\S]*?)^\.\n([\s\S]*?)^`{32}$/gm;

/** CommonMark's own examples (https://spec.commonmark.org/0.31.2/), with the HTML that they ask for. */
export const specExamples: readonly SpecExample[] = [
  ...readFileSync(file, 'utf8').replaceAll('→', '\t').matchAll(EXAMPLE),
].map(([, markdown = '', html = ''], index) => ({ number: index + 1, markdown, html }));
