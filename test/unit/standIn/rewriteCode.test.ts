import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewriteCode } from '../../model-server/standIn/rewrite/rewriteCode.ts';
import { languageNamed } from '../../model-server/standIn/syntax/languageNamed.ts';

const rewrite = (language: string, words: string, code: string) =>
  rewriteCode({ language: languageNamed(language)!, code, words, speech: 'en' });

test('A name is given another one everywhere it is meant, and properties of the same name are left alone.', () => {
  const { code, changes } = rewrite(
    'ts',
    'rename total to sum',
    'function f(total: number, o: O) {\n  const { x } = o;\n  return { total, y: o.total + total };\n}',
  );
  assert.equal(
    code,
    'function f(sum: number, o: O) {\n  const { x } = o;\n  return { total: sum, y: o.total + sum };\n}',
  );
  assert.match(changes.join(), /3 places/);
  assert.equal(
    rewrite('py', '把 `a` 重命名为 `b`', 'def f(a):\n    return a + 1').code,
    'def f(b):\n    return b + 1',
  );
});

test('A rename onto a name that is in use is refused.', () => {
  const code = 'const a = 1, b = 2;';
  const result = rewrite('js', 'rename a to b', code);
  assert.equal(result.code, code);
  assert.match(result.refusals.join(), /already uses/);
});

test('Functions get comments from their signatures.', () => {
  assert.equal(
    rewrite(
      'ts',
      'add doc comments',
      'export function readFile(filePath: string): string {\n  if (!filePath) throw new RangeError();\n  return filePath;\n}',
    ).code,
    '/**\n * Read file.\n *\n * @param filePath file path\n * @throws {RangeError}\n */\nexport function readFile(filePath: string): string {\n  if (!filePath) throw new RangeError();\n  return filePath;\n}',
  );
  assert.equal(
    rewrite('py', '添加注释', 'class A:\n    def read_file(self, file_path):\n        return 1').code,
    'class A:\n    def read_file(self, file_path):\n        """Read file.\n        :param file_path: file path\n        """\n        return 1',
  );
});

test('Comments and debug output are taken out with their lines.', () => {
  assert.equal(
    rewrite('ts', 'remove all comments', '// one\nconst a = 1; // two\n/* three */\nf(a /* four */);').code,
    'const a = 1;\nf(a);',
  );
  assert.equal(rewrite('js', 'remove console.log', 'f();\nconsole.log(1);\ng();').code, 'f();\ng();');
});

test('Functions become arrow functions where nothing depends on the difference.', () => {
  assert.equal(
    rewrite('ts', 'convert to arrow function', 'async function f<T>(a: T): Promise<T> {\n  return a;\n}')
      .code,
    'const f = async <T>(a: T): Promise<T> => {\n  return a;\n};',
  );
  const method = 'function f() { return this.a; }';
  assert.equal(rewrite('js', 'arrow functions please', method).code, method);
});

test('Quotes change where the text holds none.', () => {
  assert.equal(
    rewrite('ts', 'use single quotes', 'f("a", "it\'s", `c`, \'d\');').code,
    "f('a', \"it's\", `c`, 'd');",
  );
});

test('What it does not know is left alone, without a change and without a refusal.', () => {
  assert.deepEqual(rewrite('ts', 'make it beautiful', 'f();'), { code: 'f();', changes: [], refusals: [] });
});
