import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { importPlace, importStatements, withImports } from '../../../../src/assistant/code/importLines.ts';

/** The file with an import that an answer brings. */
function added(languageId: string, statement: string, file: string): string {
  const lines = file.split('\n');
  const place = importPlace(lines, languageId);
  const statements = importStatements(statement.split('\n'), languageId);
  assert.ok(place && statements);
  return withImports(lines, statements, place).join('\n');
}

suite('An import that a file lacks', () => {
  test('goes behind those that it has, however many lines the last one takes', () => {
    const statement = "import { d } from 'd';";
    const file = "// About.\nimport a from 'a';\n\nimport {\n  b,\n  c,\n} from 'b';\n\nb();\n";
    assert.equal(
      added('typescript', statement, file),
      "// About.\nimport a from 'a';\n\nimport {\n  b,\n  c,\n} from 'b';\nimport { d } from 'd';\n\nb();\n",
    );
    assert.equal(
      added('typescriptreact', statement, "'use client';\nconst a = require('a');\na();\n"),
      "'use client';\nconst a = require('a');\nimport { d } from 'd';\na();\n",
    );
    assert.equal(
      added('go', 'import "os"', 'package a\n\nimport (\n\t"fmt"\n)\n\nfunc f() {}\n'),
      'package a\n\nimport (\n\t"fmt"\n)\nimport "os"\n\nfunc f() {}\n',
    );
    assert.equal(
      added('rust', 'use std::fmt;', 'use a::{\n    b,\n};\n\nfn f() {\n    use c::d;\n}\n'),
      'use a::{\n    b,\n};\nuse std::fmt;\n\nfn f() {\n    use c::d;\n}\n',
    );
  });

  test('goes behind what has to come first where there are none', () => {
    assert.equal(
      added('python', 'import os', '#!/usr/bin/env python\n"""What it is.\n\nMore.\n"""\nx = 1\n'),
      '#!/usr/bin/env python\n"""What it is.\n\nMore.\n"""\n\nimport os\n\nx = 1\n',
    );
    assert.equal(
      added('java', 'import java.util.List;', 'package a.b;\n\n/** A box. */\nclass Box {}\n'),
      'package a.b;\n\nimport java.util.List;\n\n/** A box. */\nclass Box {}\n',
    );
    assert.equal(
      added('javascript', "import a from 'a';", '// Licence.\n\n/** Adds. */\nfunction f() {}\n'),
      "// Licence.\n\nimport a from 'a';\n\n/** Adds. */\nfunction f() {}\n",
    );
    assert.equal(added('python', 'import os', 'x = 1'), 'import os\n\nx = 1');
  });

  test('of C stands under no condition that only others have', () => {
    const file =
      '#ifndef A_H\n#define A_H\n#include <a.h>\n#ifdef WIN\n#include <w.h>\n#endif\nint a;\n#endif\n';
    assert.equal(
      added('cpp', '#include <b.h>', file),
      file.replace('#include <a.h>\n', '#include <a.h>\n#include <b.h>\n'),
    );
  });

  test('that is there already is not added again', () => {
    const file = "import a from 'a';\na();\n";
    assert.equal(added('typescript', "import a from 'a';", file), file);
  });

  test('is nothing that does more than import', () => {
    for (const [languageId, code] of [
      ['typescript', "import a from 'a';\na();"],
      ['typescript', "import('a')"],
      ['python', 'x = 1'],
      ['python', ''],
      ['csharp', 'using (var a = Open()) { }'],
      ['haskell', 'import Data.List'],
    ] as const)
      assert.equal(importStatements(code.split('\n'), languageId), undefined, code);
    assert.equal(importStatements(['// new', "import a from 'a';"], 'javascript')?.length, 1);
  });

  test('takes no line of the file away and moves none, whatever stands at its head', () => {
    const pieces = [
      ...["import a from 'a';", 'import {', '} from "b";', 'from a import (', ')', 'use x;', '#include <a>'],
      ...['#if A', '#endif', '/*', ' */', '// c', '"""', "'use strict';", 'package a', '', '  f();', '`'],
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 30 }),
        fc.constantFrom('typescript', 'python', 'go', 'java', 'rust', 'c', 'csharp', 'php', 'ruby'),
        (lines, languageId) => {
          const place = importPlace(lines, languageId);
          assert.ok(place && place.line >= 0 && place.line <= lines.length);
          const result = withImports(lines, [['NEW']], place);
          const at = result.indexOf('NEW');
          assert.deepEqual(result.slice(0, place.line), lines.slice(0, place.line));
          assert.deepEqual(
            result.slice(at + 1).filter((line, index) => index > 0 || line !== ''),
            lines.slice(place.line).filter((line, index) => index > 0 || line !== ''),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
