import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { WANTED_CHANGES } from './changes.ts';
import type { CorpusCase } from './corpusCase.ts';
import { asDiff, asSearchReplace, hunksOf } from './forms.ts';
import { type Change, MUTATIONS } from './mutations.ts';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/edits');

/** Every case: those that are made from the sources, by kind of failure, and those that are written by hand. */
export function readCorpus(): readonly CorpusCase[] {
  const changes = WANTED_CHANGES.map(({ source, name, replace, unit }): Change => {
    const before = readFileSync(path.join(fixtures, 'sources', source), 'utf8');
    const after = replace.reduce((text, [from, to]) => {
      if (text.split(from).length !== 2) throw new Error(`${source}: not there once: ${from}`);
      return text.replace(from, () => to);
    }, before);
    return { name, path: source, before, after, ...(unit !== undefined && { unit }) };
  });
  const made = MUTATIONS.flatMap(({ kind, make }) =>
    changes.flatMap((change) =>
      make(change).map(
        ({ form, document, wanted, code, info = '', isCut }): CorpusCase => ({
          kind,
          name: `${change.path}: ${change.name} (${form})`,
          path: change.path,
          document,
          edit: { code, info, lineAbove: '', ...(isCut && { isCut }) },
          wanted,
        }),
      ),
    ),
  );
  return [...made, ...wrongFiles(changes), ...writtenByHand()];
}

/** An edit of one file beside the text of another. */
function wrongFiles(changes: readonly Change[]): readonly CorpusCase[] {
  return changes.flatMap(({ path: file, name, before, after }, at) => {
    const other = changes.slice(at).find((candidate) => candidate.path !== file);
    if (!other) return [];
    const hunks = hunksOf(before, after, 3);
    return [asSearchReplace(other.path, hunks), asDiff(other.path, hunks)].map((code) => ({
      kind: 'wrong file',
      name: `${file}: ${name} in ${other.path}`,
      path: other.path,
      document: other.before,
      edit: { code, info: '', lineAbove: '' },
      wanted: 'refusal' as const,
    }));
  });
}

/** Files with the parts `# kind`, `# name`, `# path`, `# document`, `# edit` (with its fence) and `# wanted`, each between rulers. */
function writtenByHand(): readonly CorpusCase[] {
  return globSync('*.txt', { cwd: path.join(fixtures, 'cases') })
    .sort()
    .flatMap((file) =>
      readFileSync(path.join(fixtures, 'cases', file), 'utf8')
        .split(/^={20,} ?/m)
        .slice(1)
        .map((text) => caseOf(text, file)),
    );
}

function caseOf(text: string, file: string): CorpusCase {
  const [title = '', ...sections] = text.split(/^-{20,} ?/m);
  const [kind = '', name = ''] = title.trim().split(/\s*\|\s*/);
  const parts = new Map(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end).trim().split(' ')[0]!, section.slice(end + 1)] as const;
    }),
  );
  const fileName = /^-{20,} document (\S+)/m.exec(text)?.[1] ?? '';
  const info = /^-{20,} edit(?: (.+))?$/m.exec(text)?.[1] ?? '';
  const document = parts.get('document');
  const edit = parts.get('edit');
  if (document === undefined || edit === undefined) throw new Error(`${file}: ${title} lacks a part`);
  return {
    kind,
    name,
    path: fileName,
    document,
    edit: {
      code: edit.replace(/\n$/, ''),
      info: info.replace(/ ?cut$/, ''),
      lineAbove: '',
      ...(/cut$/.test(info) && { isCut: true }),
    },
    wanted: parts.get('wanted') ?? 'refusal',
  };
}
