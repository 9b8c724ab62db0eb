import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { testInsertion } from '../../../../src/assistant/tests/testInsertion.ts';

/** The file with `NEW` where tests go, and how deep that is. */
function inserted(languageId: string, file: string): readonly [text: string, depth: number] {
  const lines = file.split('\n');
  const { region, depth } = testInsertion(lines, languageId);
  return [lines.toSpliced(region.startLine, region.endLine - region.startLine, 'NEW').join('\n'), depth];
}

suite('New tests', () => {
  test('go behind the last one, at the end of the file', () => {
    assert.deepEqual(inserted('typescript', "test('a', () => {\n});\n"), [
      "test('a', () => {\n});\nNEW\n",
      0,
    ]);
    assert.deepEqual(inserted('go', 'func TestA(t *testing.T) {\n}'), [
      'func TestA(t *testing.T) {\n}\nNEW',
      0,
    ]);
    assert.deepEqual(inserted('python', 'def test_a():\n    pass\n\n\n'), [
      'def test_a():\n    pass\nNEW\n\n\n',
      0,
    ]);
    assert.deepEqual(inserted('typescript', ''), ['NEW', 0]);
  });

  test('go before what starts the tests of a Python file', () => {
    const file = 'class A:\n    pass\n\n\nif __name__ == "__main__":\n    unittest.main()\n';
    assert.deepEqual(inserted('python', file), [file.replace('pass\n', 'pass\nNEW\n'), 0]);
  });

  test('go into the class that holds tests, the last of several', () => {
    const java = 'class ATest {\n    @Test\n    void a() {\n    }\n}\n';
    assert.deepEqual(inserted('java', java), [java.replace(/\}\n$/, 'NEW\n}\n'), 1]);
    const csharp =
      'namespace A.Tests\n{\n    public class ATests\n    {\n        [Fact]\n        public void A()\n        {\n        }\n    }\n}\n';
    assert.deepEqual(inserted('csharp', csharp), [
      csharp.replace('        }\n    }', '        }\nNEW\n    }'),
      2,
    ]);
    const two = 'class One {\n}\nclass Two {\n    class Inner {\n    }\n}\n';
    assert.deepEqual(inserted('java', two), [two.replace(/\}\n$/, 'NEW\n}\n'), 1]);
  });

  test('go into the module of tests of a Rust file, behind the code where there is none', () => {
    const file = 'fn f() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() {}\n}\n\nfn g() {}\n';
    assert.deepEqual(inserted('rust', file), [file.replace('fn a() {}\n}', 'fn a() {}\nNEW\n}'), 1]);
    assert.deepEqual(inserted('rust', 'fn f() {}\n'), ['fn f() {}\nNEW\n', 0]);
  });

  test('never take the place of anything, whatever the file holds', () => {
    const line = fc.constantFrom(
      ...[
        '',
        'class A {',
        '  class B {',
        '}',
        '  }',
        'mod tests {',
        'if __name__ == "x":',
        '    f();',
        'def a():',
      ],
    );
    const language = fc.constantFrom('typescript', 'python', 'java', 'csharp', 'rust', 'go');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 15 }), language, (lines, languageId) => {
        const { startLine, endLine } = testInsertion(lines, languageId).region;
        assert.ok(0 <= startLine && startLine <= endLine && endLine <= lines.length);
        assert.ok(lines.slice(startLine, endLine).every((each) => each.trim() === ''));
      }),
      { numRuns: 500 },
    );
  });
});
