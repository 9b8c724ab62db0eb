import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { codeOfLines } from '../../../../src/assistant/code/codeOfLines.ts';
import { onlyComments } from '../../../../src/assistant/code/onlyComments.ts';

suite('Of a proposal', () => {
  const FILE = ['/** Old. */', 'function add(a, b) {', '  return a + b; // sum', '}'];

  test('new, changed and removed comments are taken', () => {
    const proposed = ['/**', ' * Adds.', ' */', 'function add(a, b) {', '  return a + b;', '}'];
    assert.deepEqual(onlyComments(FILE, proposed, 'typescript'), { lines: proposed, leftOut: 0 });
  });

  test('changed code is not, and the comment right above it is', () => {
    const proposed = ['/** Adds. */', 'function add(a, b = 0) {', '  return a + b;', '}'];
    assert.deepEqual(onlyComments(FILE, proposed, 'typescript'), {
      lines: ['/** Adds. */', 'function add(a, b) {', '  return a + b; // sum', '}'],
      leftOut: 1,
    });
  });

  test('other indentation is changed code', () => {
    const file = ['def f():', '    return 1'];
    const proposed = ['def f():', '    """One."""', '  return 1'];
    assert.deepEqual(onlyComments(file, proposed, 'python'), {
      lines: ['def f():', '    """One."""', '    return 1'],
      leftOut: 1,
    });
  });

  test('nothing is taken when a comment is left open', () => {
    const proposed = ['/** Adds.', ...FILE.slice(1)];
    assert.deepEqual(onlyComments(FILE, proposed, 'typescript'), { lines: FILE, leftOut: 1 });
  });

  test('only inserted lines are taken of a language whose comments are not known', () => {
    const proposed = ['; says hello', 'hello.', 'world!'];
    assert.deepEqual(onlyComments(['hello.', 'world.'], proposed, 'strange'), {
      lines: ['; says hello', 'hello.', 'world.'],
      leftOut: 1,
    });
  });

  test('what is taken never changes the code, whatever the model writes', () => {
    const line = fc.constantFrom(
      ...[
        '',
        'f();',
        '  g(a);',
        '/** A. */',
        '/**',
        ' * b',
        ' */',
        '// c',
        'x = `',
        '`;',
        '/* d */ h();',
        '}',
      ],
      ...['"""', '    """Doc."""', '# e', 'y = """z', 'def f():', '// @ts-ignore'],
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.array(line, { maxLength: 12 }),
        fc.constantFrom('typescript', 'python', 'go', 'rust', 'c', 'csharp'),
        (original, proposed, languageId) => {
          const { lines, leftOut } = onlyComments(original, proposed, languageId);
          const code = (of: readonly string[]): readonly string[] =>
            codeOfLines(of, languageId)!.filter((each) => each !== '');
          assert.deepEqual(code(lines), code(original));
          if (leftOut === 0) assert.deepEqual(lines, proposed);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
