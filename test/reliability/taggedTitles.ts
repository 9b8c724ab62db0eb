import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** A title as a test file has it. */
export interface WrittenTitle {
  /** Relative to the repository, with `/`. */
  readonly file: string;
  /** Without its tags; what is filled in when the tests run is still `${…}`. */
  readonly title: string;
  readonly tags: readonly string[];
}

const TAG = /\s?\[(F\d+)\]/g;
const TITLE = /\b(?:test|it|describe|suite)\(\s*(?:'((?:\\.|[^'\\])*)'|`((?:\\.|[^`\\])*)`)/g;

export const tagsIn = (title: string): readonly string[] =>
  [...title.matchAll(TAG)].map(([, tag = '']) => tag);

export const withoutTags = (title: string): string => title.replaceAll(TAG, '');

function readTestFiles(pattern: string): readonly { readonly file: string; readonly text: string }[] {
  return globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort()
    .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
}

/** Every title in the test files of a pattern, in their order. */
export function writtenTitles(pattern: string): readonly WrittenTitle[] {
  return readTestFiles(pattern).flatMap(({ file, text }) =>
    [...text.matchAll(TITLE)].map(([, quoted, template]) => {
      const title = quoted?.replaceAll(/\\(.)/g, '$1') ?? template ?? '';
      return { file, title: withoutTags(title), tags: tagsIn(title) };
    }),
  );
}

/** Every tag in the test files of a pattern, in titles and in the tables from which titles are made. */
export function writtenTags(pattern: string): readonly { readonly file: string; readonly tag: string }[] {
  return readTestFiles(pattern).flatMap(({ file, text }) => tagsIn(text).map((tag) => ({ file, tag })));
}

/** Whether a test that ran may have been written under this title. */
export function isWrittenAs(ran: string, { title }: WrittenTitle): boolean {
  const literal = title.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's').test(ran);
}
