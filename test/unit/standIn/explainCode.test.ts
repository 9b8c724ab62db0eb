import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainCode } from '../../model-server/standIn/explain/explainCode.ts';
import type { Speech } from '../../model-server/standIn/speech.ts';
import { languageNamed } from '../../model-server/standIn/syntax/languageNamed.ts';
import { type FunctionOutline, outlineOf } from '../../model-server/standIn/syntax/outline.ts';
import { parseSource } from '../../model-server/standIn/syntax/sourceCode.ts';

const outline = (language: string, code: string): readonly FunctionOutline[] =>
  outlineOf(parseSource(languageNamed(language)!, code)).functions;

const explain = (language: string, code: string, speech: Speech = 'en'): string =>
  explainCode({
    source: parseSource(languageNamed(language)!, code),
    path: 'src/a.ts',
    firstLine: 10,
    speech,
  });

/** The same function in each language: two parameters, a loop in a loop, a condition, one early return, two calls. */
const NESTED: Readonly<Record<string, string>> = {
  ts: 'function pairs(xs: number[], limit: number): number {\n  for (const x of xs) {\n    for (const y of xs) {\n      if (x + y > limit) return find(x);\n    }\n  }\n  return none();\n}',
  py: 'def pairs(xs: list[int], limit: int) -> int:\n    for x in xs:\n        for y in xs:\n            if x + y > limit:\n                return find(x)\n    return none()',
  go: 'func pairs(xs []int, limit int) int {\n\tfor _, x := range xs {\n\t\tfor _, y := range xs {\n\t\t\tif x+y > limit {\n\t\t\t\treturn find(x)\n\t\t\t}\n\t\t}\n\t}\n\treturn none()\n}',
  java: 'int pairs(List<Integer> xs, int limit) {\n  for (int x : xs) {\n    for (int y : xs) {\n      if (x + y > limit) return find(x);\n    }\n  }\n  return none();\n}',
  rust: 'fn pairs(xs: &[i32], limit: i32) -> i32 {\n  for x in xs {\n    for y in xs {\n      if x + y > limit { return find(x); }\n    }\n  }\n  return none();\n}',
  cpp: 'int pairs(const std::vector<int>& xs, int limit) {\n  for (int x : xs) {\n    for (int y : xs) {\n      if (x + y > limit) return find(x);\n    }\n  }\n  return none();\n}',
};

for (const [language, code] of Object.entries(NESTED))
  test(`${language}: the outline has the same figures in every language.`, () => {
    const [pairs, ...others] = outline(language, code);
    assert.deepEqual(others, []);
    assert.equal(pairs?.name, 'pairs');
    assert.deepEqual(
      pairs.parameters.map(({ name }) => name),
      ['xs', 'limit'],
    );
    assert.deepEqual(
      pairs.loops.map(({ depth, line }) => [line, depth]),
      [
        [1, 1],
        [2, 2],
      ],
    );
    assert.equal(pairs.complexity, 4);
    assert.equal(pairs.returns.length, 2);
    assert.equal(pairs.earlyReturns.length, 1);
    assert.deepEqual(
      pairs.calls.map(({ text }) => text),
      ['find', 'none'],
    );
    assert.equal(pairs.isRecursive, false);
  });

test('A summary comes first, then the steps with their places, then what to know.', () => {
  const text = explain('ts', NESTED.ts!);
  const [summary] = text.split('\n');
  assert.match(
    summary!,
    /^`pairs` is a TypeScript function of 8 lines: it takes `xs: number\[\]` and `limit: number`, gives back `number`/,
  );
  assert.match(text, /- `src\/a\.ts:11` repeats: `for \(const x of xs\)`\n {2}- `src\/a\.ts:12` repeats/);
  assert.match(text, /Leaves early: `return find\(x\)` \(`src\/a\.ts:13`\)/);
  assert.match(text, /nests 2 loops .* grows with the square/);
  assert.match(text, /```typescript\nfor \(const y of xs\) \{/);
});

test('The same in Chinese.', () => {
  const text = explain('py', NESTED.py!, 'zh');
  assert.match(text, /^`pairs` 是一个 Python 函数，共 6 行：参数为 `xs: list\[int\]`、`limit: int`/);
  assert.match(text, /嵌套 2 层/);
  assert.doesNotMatch(text, /\b(repeats|returns|takes)\b/);
});

test('Waiting, yielding, throwing, recursion and changed parameters are told.', () => {
  const text = explain(
    'ts',
    'async function walk(node: Tree, out: Tree[]) {\n  for (const child of node.children) await walk(child, out);\n  out.push(node);\n  throw new RangeError("x");\n}',
  );
  assert.match(text, /Waits for: `walk\(child, out\)`/);
  assert.match(text, /Throws: `new RangeError\("x"\)`/);
  assert.match(text, /calls itself/);
  assert.match(text, /waits inside a loop/);
  assert.match(text, /changes what its caller passed in: `out`/);
  assert.match(explain('py', 'def f(xs):\n    for x in xs:\n        yield x'), /yields values one by one/);
});

test('Reading an element changes nothing, whatever marks stand behind it.', () => {
  assert.doesNotMatch(
    explain('ts', 'function f(xs: number[]) {\n  const x = xs[0]!;\n  return -x;\n}'),
    /changes what its caller/,
  );
  assert.match(
    explain('ts', 'function f(xs: number[]) {\n  xs[0]!++;\n}'),
    /changes what its caller passed in: `xs`/,
  );
});

test('A comment is quoted as a promise, not taken as a fact.', () => {
  assert.match(
    explain('ts', '/** Adds. Then rests.\n * @param a one */\nexport const add = (a: number) => a + 1;'),
    /Its comment says: “Adds\.”/,
  );
  assert.match(explain('py', 'def add(a):\n    """Adds."""\n    return a + 1'), /Its comment says: “Adds\.”/);
});

test('A method on its own, and several functions with their types, are told apart.', () => {
  assert.match(
    explain('java', '  int size() {\n    return n;\n  }'),
    /^`size` is a Java function of 3 lines/,
  );
  const text = explain('ts', 'class A { m() { return 1; } }\nfunction f() { xs.map((x) => x + 1); }');
  assert.match(text, /hold 1 type \(`A`\), 2 functions \(`m` and `f`\) and 1 anonymous function/);
});

test('The result of a C function is its type, not how it is stored.', () => {
  const results = outline(
    'cpp',
    'static inline int f(int a) { return a; }\nA::A(int x) {}\nstd::vector<int> g() {}',
  );
  assert.deepEqual(
    results.map(({ name, result }) => [name, result]),
    [
      ['f', 'int'],
      ['A::A', ''],
      ['g', 'std::vector<int>'],
    ],
  );
});

test('Code that does not parse is explained as far as it can be read, and the place is named.', () => {
  assert.match(explain('ts', 'function f() {\n  return 1 +;\n}'), /stumbled at `src\/a\.ts:11`/);
});

test('Code in code spans and excerpts cannot end them.', () => {
  const text = explain('ts', 'for (const a of b) {\n  const c = `x`;\n}');
  assert.match(text, /``const c = `x` ``|`` const c = `x` ``/);
});
