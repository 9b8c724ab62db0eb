import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { type Import, importsOf, readSourceFiles, type SourceFile } from './support/sourceFiles.ts';

/** What the files under a folder may import: `types` only as types. */
interface Rule {
  readonly folders: readonly string[];
  readonly types?: readonly string[];
  readonly packages: RegExp;
}

const NOTHING = /^(?!)/;

const RULES: Readonly<Record<string, Rule>> = {
  'src/core/': { folders: ['src/core/'], packages: NOTHING },
  'src/protocol/': { folders: ['src/protocol/', 'src/core/'], packages: /^zod\/mini$/ },
  'src/providers/': {
    folders: ['src/providers/', 'src/core/'],
    packages: /^(zod\/mini|eventsource-parser|node:.+)$/,
  },
  'src/assistant/': { folders: ['src/assistant/', 'src/core/'], types: ['src/protocol/'], packages: NOTHING },
  'src/host/': { folders: ['src/host/', 'src/core/', 'src/protocol/'], packages: /^(vscode|node:.+)$/ },
  'src/': { folders: ['src/'], packages: /^(vscode|node:.+)$/ },
  'media/': {
    folders: ['media/', 'src/core/'],
    types: ['src/protocol/'],
    packages: /^(markdown-it|highlight\.js)(\/|$)/,
  },
};

/** Packages that single files may import besides. */
const EXCEPTIONS: readonly { readonly file: RegExp; readonly packages: RegExp }[] = [
  { file: /^media\/math\/formula\.ts$/, packages: /^temml$/ },
  { file: /^src\/host\/files\/ignoredPaths\.ts$/, packages: /^ignore$/ },
  { file: /^src\/core\/(settings|dialogueSetting)/, packages: /^zod\/mini$/ },
  { file: /^src\/providers\/transport\/directTransport\.ts$/, packages: /^undici\/lib\// },
];

const files = readSourceFiles();

/** The rule of the innermost folder; files that lie in `src` itself connect the others. */
function ruleOf(file: string): Rule {
  const folder = Object.keys(RULES).find((candidate) => file.startsWith(candidate));
  return RULES[folder ?? ''] ?? assert.fail(`${file} lies in no known folder`);
}

function isAllowed(file: string, { target, isOurs, isTypeOnly }: Import): boolean {
  const { folders, types = [], packages } = ruleOf(file);
  if (isOurs) return [...folders, ...(isTypeOnly ? types : [])].some((folder) => target.startsWith(folder));
  return (
    packages.test(target) ||
    EXCEPTIONS.some((exception) => exception.file.test(file) && exception.packages.test(target))
  );
}

/** A way from a file back to itself, for the first file that has one. */
function findCycle(sources: readonly SourceFile[]): readonly string[] | undefined {
  const imports = new Map(
    sources.map((file) => [file.path, file.imports.filter((item) => item.isOurs).map((item) => item.target)]),
  );
  const finished = new Set<string>();
  const visit = (file: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (finished.has(file)) return undefined;
    for (const target of imports.get(file) ?? []) {
      const cycle = visit(target, [...way, file]);
      if (cycle) return cycle;
    }
    finished.add(file);
    return undefined;
  };
  for (const { path: file } of sources) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('The architecture', () => {
  test('no folder imports what it may not see', () => {
    const violations = files.flatMap((file) =>
      file.imports
        .filter((item) => !isAllowed(file.path, item))
        .map((item) => `${file.path} imports ${item.target}${item.isTypeOnly ? ' (types)' : ''}`),
    );
    assert.deepEqual(violations, []);
  });

  test('nothing imports the files that connect the others, but these themselves', () => {
    const isWiring = (file: string): boolean => /^src\/[^/]+$/.test(file);
    const violations = files
      .filter((file) => !isWiring(file.path))
      .filter((file) => file.imports.some((item) => isWiring(item.target)))
      .map((file) => file.path);
    assert.deepEqual(violations, []);
    const importers = files.filter(({ imports }) =>
      imports.some(({ target }) => target === 'src/extension.ts'),
    );
    assert.deepEqual(importers, []);
  });

  test('no file reaches itself through its imports, types included', () => {
    assert.equal(findCycle(files)?.join(' → '), undefined);
  });

  test('every import names a file that exists', () => {
    const known = new Set(files.map((file) => file.path));
    const missing = files.flatMap((file) =>
      file.imports
        .filter(({ isOurs, target }) => isOurs && target.endsWith('.ts') && !known.has(target))
        .map(({ target }) => `${file.path} imports ${target}`),
    );
    assert.deepEqual(missing, []);
  });

  test('nothing but the transports opens a connection', () => {
    const opens = /\bfetch\(|\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b|\bsendBeacon\(/;
    const sockets = /^(?:node:)?(?:net|tls|http|https|http2|dns|dgram)(?:\/|$)|^undici\b/;
    const strangers = files
      .filter((file) => !file.path.startsWith('src/providers/transport/'))
      .filter((file) => opens.test(file.text) || file.imports.some(({ target }) => sockets.test(target)));
    assert.deepEqual(
      strangers.map((file) => file.path),
      [],
    );
  });

  test('there are no barrels, default exports or folders named after a kind of code', () => {
    const barrels = files.filter((file) => path.basename(file.path) === 'index.ts');
    const defaults = files.filter((file) => /^export (default\b|\{[^}]*\bas default\b)/m.test(file.text));
    const kinds = files.filter((file) => /\/(utils?|common|helpers?|types|misc|lib)\//.test(file.path));
    assert.deepEqual(
      [...barrels, ...defaults, ...kinds].map((file) => file.path),
      [],
    );
  });

  test('no file has more than 500 lines', () => {
    const long = files.filter((file) => file.text.split('\n').length > 500);
    assert.deepEqual(
      long.map((file) => file.path),
      [],
    );
  });
});

describe('The reading of imports', () => {
  test('finds each form and tells types from values', () => {
    const text = `import 'a';
import * as z from 'b';
import { type X, y } from 'c';
import { type X, type Y } from './d.ts';
import type { Z } from '../e.ts';
import {
  type Long,
  type Longer,
} from './f.ts';
export { g } from './g.ts';
export type Word = 'not an import';
const from = 'not an import either';
const late = await import('./h.ts');
`;
    assert.deepEqual(
      importsOf('src/core/x.ts', text).map(({ target, isTypeOnly }) => `${target} ${isTypeOnly}`),
      [
        'a false',
        'b false',
        'c false',
        'src/core/d.ts true',
        'src/e.ts true',
        'src/core/f.ts true',
        'src/core/g.ts false',
        'src/core/h.ts false',
      ],
    );
  });

  test('finds a cycle', () => {
    const file = (name: string, target: string): SourceFile => {
      const text = `import type { X } from './${target}';`;
      return { path: `src/core/${name}`, text, imports: importsOf(`src/core/${name}`, text) };
    };
    const cycle = findCycle([file('a.ts', 'b.ts'), file('b.ts', 'c.ts'), file('c.ts', 'b.ts')]);
    assert.deepEqual(cycle, ['src/core/b.ts', 'src/core/c.ts', 'src/core/b.ts']);
  });
});
