import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { codeOfLines } from '../../../../src/assistant/code/codeOfLines.ts';

/** The lines that are not empty without their comments, a text’s inner lines without their mark. */
const code = (languageId: string, text: string): readonly string[] | undefined =>
  codeOfLines(text.split('\n'), languageId)
    ?.filter((line) => line !== '')
    .map((line) => line.replace('\u0000', ''));

suite('Code without its comments', () => {
  test('keeps what only looks like one, in texts, expressions and numbers', () => {
    for (const [languageId, line] of [
      ['typescript', 'const a = "// no" + \'/* no */\' + `// no`;'],
      ['typescript', 'const r = /[/*]\\/\\//g.test(x);'],
      ['typescript', `const t = \`a \${\`// \${c}\`} // no\`;`],
      ['javascript', 'return /"/.exec(s);'],
      ['python', 'x = \'# no\' + f"{y}#"'],
      ['go', 'x := `// "no"`'],
      ['rust', "fn f<'a>(x: &'a str) -> char { '\"' }"],
      ['rust', 'let x = r#"// "no" /* "#;'],
      ['cpp', 'auto x = R"x(// no)")x" + 1\'000\'000;'],
      ['csharp', 'var x = @"c:\\" + $@"// ""no""";'],
      ['java', 'char c = \'"\'; String s = "/*";'],
      ['php', "$x = '# no // no';"],
      ['shellscript', `echo \${#a} a#b "# no"`],
      ['sql', "SELECT '-- no', 'it''s /*'"],
      ['c', '#include <a.h>'],
      ['csharp', '#region A'],
    ] as const)
      assert.deepEqual(code(languageId, line), [line], languageId);
  });

  test('loses them, wherever they stand', () => {
    for (const [languageId, text, left] of [
      ['typescript', 'a(/* b */ c); // d', ['a( c);']],
      ['typescript', '/**\n * `x` "y\n */\nf();', ['f();']],
      ['typescriptreact', 'const a = b / c; // d / e', ['const a = b / c;']],
      ['rust', '/// Adds /* nested */.\n/* a /* b */ c */ fn f() {}', [' fn f() {}']],
      ['go', '// f does.\nfunc f() {} // so', ['func f() {}']],
      [
        'python',
        'def f():\n    """It is.\n\n    # More.\n    """\n    return 1  # one',
        ['def f():', '    return 1'],
      ],
      ['python', 'r"""Module."""\nx = 1\n"""About x."""', ['x = 1']],
      ['ruby', '=begin\nx = 1\n=end\ny = 2', ['y = 2']],
      ['lua', '--[[ a\nb ]] x = 1 -- c', [' x = 1']],
      ['c', '/* a */ int x; // b', [' int x;']],
    ] as const)
      assert.deepEqual(code(languageId, text), left, text);
  });

  test('keeps a Python text that is a value and no documentation', () => {
    const kept = ['x = """', '# no', '"""', 'f(', '    """a"""', '    "b"', ')', 'y = \\', '    """c"""'];
    assert.deepEqual(code('python', kept.join('\n')), kept);
  });

  test('keeps what tools read', () => {
    for (const [languageId, line] of [
      ['typescript', '// @ts-expect-error'],
      ['typescript', '/* eslint-disable */'],
      ['python', '# type: ignore'],
      ['python', '#!/usr/bin/env python'],
      ['go', '//go:build linux'],
      ['cpp', '// NOLINT(a)'],
      ['csharp', '// ReSharper disable once A'],
    ] as const)
      assert.deepEqual(code(languageId, line), [line]);
    assert.deepEqual(code('typescript', '/** What eslint does. */'), []);
  });

  test('is not known of every language', () => {
    assert.equal(codeOfLines(['x'], 'brainfuck'), undefined);
  });

  test('has a line for each, whatever the text, and does not change when there are no comments any more', () => {
    const pieces = [
      '/*',
      '*/',
      '//',
      '#',
      '"',
      "'",
      '"""',
      '`',
      '${',
      '}',
      '{',
      '(',
      ')',
      '\\',
      '\n',
      'a',
      ' ',
      'r#',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }),
        fc.constantFrom(
          'typescript',
          'python',
          'go',
          'java',
          'rust',
          'cpp',
          'csharp',
          'ruby',
          'shellscript',
          'lua',
        ),
        (text, languageId) => {
          const lines = text.join('').split('\n');
          assert.equal(codeOfLines(lines, languageId)?.length, lines.length);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('is the same for each of our own files with a comment above every line that begins a declaration', () => {
    for (const file of ['src/gestures.ts', 'src/assistant/code/codeOfLines.ts', 'src/core/text/redact.ts']) {
      const lines = readFileSync(file, 'utf8').split('\n');
      const commented = lines.flatMap((line) =>
        /^(?:export |async |function |const |class )/.test(line) ? ['/** `x` "y\' */', line] : [line],
      );
      assert.ok(commented.length > lines.length);
      assert.deepEqual(code('typescript', commented.join('\n')), code('typescript', lines.join('\n')));
    }
  });
});
