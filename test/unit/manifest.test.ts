import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readRepositoryFile, readSourceFiles } from './support/sourceFiles.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope?: string; readonly order?: number }>>;
    };
    readonly keybindings?: readonly {
      readonly command: string;
      readonly key: string;
      readonly mac?: string;
    }[];
    readonly menus?: Readonly<
      Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>
    >;
    readonly submenus?: readonly { readonly id: string }[];
    readonly views?: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers?: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs?: readonly { readonly id: string }[];
  };
}

/** They decide where requests and keys go, or what requests cost, so a workspace must not set them. */
const USER_ONLY = [
  'allowedHosts',
  'credentialFromEnvironment',
  'endpoints',
  'fallback',
  'limits',
  'model',
  'modelFor',
  'otlpEndpoint',
  'outputFilters',
  'prefer',
  'prices',
  'transport',
];

/** Taken by the editor for what people do all day, or by VS Code's own chat. */
const TAKEN_KEYS = ['c', 'i', 'k', 'l', 'v', 'x', 'z'].flatMap((key) => [`ctrl+${key}`, `cmd+${key}`]);

/**
 * Second strokes after Ctrl+K that VS Code 1.100 and later bind by default, on the desktop, in a browser, or in the
 * extensions that come with it.
 */
const TAKEN_CHORDS = [
  ...['c', 'd', 'e', 'f', 'i', 'm', 'n', 'o', 'p', 'r', 's', 't', 'u', 'v', 'w', 'y', 'z'],
  ...['enter', 'left', 'right', 'up', 'down', 'f2', 'f12', 'shift+n', 'shift+o', 'shift+enter'],
].flatMap((key) => [`ctrl+k ${key}`, `cmd+k ${key}`]);

const manifestText = readRepositoryFile('package.json');
const { contributes } = JSON.parse(manifestText) as Manifest;
const texts = readTable('package.nls.json');
const chineseTexts = readTable('package.nls.zh-cn.json');

function readTable(file: string): Readonly<Record<string, string>> {
  return JSON.parse(readRepositoryFile(file)) as Record<string, string>;
}

function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{\d+\}/g)].map(([placeholder]) => placeholder).sort();
}

describe('The manifest', () => {
  test('takes every text from the tables, and the tables hold nothing else', () => {
    const used = new Set([...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    assert.deepEqual(Object.keys(texts).sort(), [...used].sort());
    assert.deepEqual(Object.keys(chineseTexts).sort(), [...used].sort());
  });

  test('says every title and description in the user’s language', () => {
    const literal = [
      ...manifestText.matchAll(
        /"(title|description|markdownDescription|deprecationMessage|name|contents)": "([^%"][^"]*)"/g,
      ),
    ]
      .map(([, , text]) => text)
      // Names, and what is typed after a slash.
      .filter((text) => !['Inkstone', 'inkstone', 'explain', 'optimize'].includes(text ?? ''));
    assert.deepEqual(literal, []);
  });

  test('names everything that it contributes after itself', () => {
    const ids = [
      ...contributes.commands.map(({ command }) => command),
      ...Object.keys(contributes.configuration.properties),
      ...(contributes.submenus ?? []).map(({ id }) => id),
      ...(contributes.walkthroughs ?? []).map(({ id }) => id),
      ...Object.values(contributes.views ?? {}).flatMap((views) => views.map(({ id }) => id)),
    ];
    assert.ok(ids.length > 10);
    assert.deepEqual(
      ids.filter((id) => !id.startsWith('inkstone.')),
      [],
    );
  });

  test('has a command for every key and every entry of a menu', () => {
    const commands = new Set(contributes.commands.map(({ command }) => command));
    const used = [
      ...(contributes.keybindings ?? []),
      ...Object.values(contributes.menus ?? {}).flat(),
    ].flatMap(({ command }) => command ?? []);
    assert.deepEqual(
      used.filter((command) => !commands.has(command)),
      [],
    );
  });

  test('gives every setting a scope, and a workspace none that redirects requests or keys', () => {
    const { properties } = contributes.configuration;
    const without = Object.keys(properties).filter((name) => !properties[name]?.scope);
    assert.deepEqual(without, []);
    const scopes = USER_ONLY.map((name) => `${name}: ${properties[`inkstone.${name}`]?.scope}`);
    assert.deepEqual(
      scopes,
      USER_ONLY.map((name) => `${name}: application`),
    );
  });

  test('puts the settings in one order, each in a place of its own', () => {
    const places = Object.values(contributes.configuration.properties).map(({ order = Number.NaN }) => order);
    assert.deepEqual(
      places.sort((a, b) => a - b),
      places.map((_, index) => index + 1),
    );
  });

  test('takes no key that people use for something else', () => {
    const keys = (contributes.keybindings ?? []).flatMap(({ key, mac }) => [key, ...(mac ? [mac] : [])]);
    assert.deepEqual(
      keys.filter((key) => [...TAKEN_KEYS, ...TAKEN_CHORDS].includes(key.toLowerCase())),
      [],
    );
  });
});

describe('The texts in the code', () => {
  /** `t` is called with one literal, so that every text can be found. */
  const calls = readSourceFiles()
    .filter(({ path }) => path !== 'src/host/translate.ts')
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\bt\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")?\s*([,)])?/g)].map(
        ([call, literal, end]) => ({ path, call, key: literal && end ? unquote(literal) : undefined }),
      ),
    );

  function unquote(literal: string): string {
    return literal.slice(1, -1).replace(/\\(.)/g, '$1');
  }

  test('are each one literal', () => {
    assert.deepEqual(
      calls.filter(({ key }) => key === undefined).map(({ path, call }) => `${path}: ${call}`),
      [],
    );
  });

  test('are all in Chinese too, and the Chinese table holds nothing else', () => {
    const used = new Set(calls.flatMap(({ key }) => key ?? []));
    assert.ok(used.size > 20);
    const translated = new Set(Object.keys(readTable('l10n/bundle.l10n.zh-cn.json')));
    const missing = [...used].filter((key) => !translated.has(key));
    const unused = [...translated].filter((key) => !used.has(key));
    assert.deepEqual({ missing, unused }, { missing: [], unused: [] });
  });

  test('have the same placeholders in both languages', () => {
    const differing = Object.entries(readTable('l10n/bundle.l10n.zh-cn.json')).filter(
      ([english, chinese]) => placeholders(english).join() !== placeholders(chinese).join(),
    );
    assert.deepEqual(differing, []);
  });
});
