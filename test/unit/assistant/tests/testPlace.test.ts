import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { isTest, testPlace } from '../../../../src/assistant/tests/testPlace.ts';

suite('The place of a test', () => {
  test('is where the project’s own tests are, by what the nearest of them is about', () => {
    for (const [source, languageId, files, place] of [
      ['src/a/y.ts', 'typescript', ['src/a/x.ts', 'src/a/x.test.ts'], 'src/a/y.test.ts'],
      ['src/b/y.tsx', 'typescriptreact', ['src/a/x.ts', 'src/a/x.spec.ts'], 'src/b/y.spec.tsx'],
      ['src/b/y.ts', 'typescript', ['src/a/x.ts', 'src/a/__tests__/x.test.ts'], 'src/b/__tests__/y.test.ts'],
      ['src/b/c/y.ts', 'typescript', ['src/a/x.ts', 'test/unit/a/x.test.ts'], 'test/unit/b/c/y.test.ts'],
      ['lib/y.js', 'javascript', ['lib/x.js', 'test/x-test.mjs'], 'test/y-test.mjs'],
      ['shop/sub/y.py', 'python', ['shop/x.py', 'tests/test_x.py'], 'tests/sub/test_y.py'],
      ['sub/y.py', 'python', ['x.py', 'tests/x_test.py'], 'tests/sub/y_test.py'],
      ['pkg/y.go', 'go', ['pkg/x.go', 'pkg/x_test.go'], 'pkg/y_test.go'],
      [
        'src/main/java/org/b/Y.java',
        'java',
        ['src/main/java/org/a/X.java', 'src/test/java/org/a/XTest.java'],
        'src/test/java/org/b/YTest.java',
      ],
      [
        'src/Shop/Y.cs',
        'csharp',
        ['src/Shop/X.cs', 'tests/Shop.Tests/XTests.cs'],
        'tests/Shop.Tests/YTests.cs',
      ],
      ['src/y.hpp', 'cpp', ['src/x.cc', 'test/x_test.cc'], 'test/y_test.cc'],
    ] as const) {
      assert.equal(testPlace(source, files, languageId), place, source);
    }
  });

  test('is the test that is there already, wherever it lies', () => {
    const files = ['src/a.ts', 'src/b.ts', 'src/b.test.ts', 'e2e/tests/a.spec.ts'];
    assert.equal(testPlace('src/a.ts', files, 'typescript'), 'e2e/tests/a.spec.ts');
    // The other file of that name has a test of its own.
    const twins = ['src/one/a.ts', 'src/two/a.ts', 'test/one/a.test.ts', 'test/two/a.test.ts'];
    assert.equal(testPlace('src/two/a.ts', twins, 'typescript'), 'test/two/a.test.ts');
  });

  test('goes by the nearest test where the project has several ways', () => {
    const files = ['a/x.ts', 'a/x.test.ts', 'b/x.ts', 'b/__tests__/x.spec.ts', 'c/z.ts', 'c/z.test.ts'];
    assert.equal(testPlace('b/y.ts', files, 'typescript'), 'b/__tests__/y.spec.ts');
    assert.equal(testPlace('d/y.ts', files, 'typescript'), 'd/y.test.ts');
  });

  test('is the usual one of the language in a project without tests', () => {
    for (const [source, languageId, place] of [
      ['src/a.ts', 'typescript', 'src/a.test.ts'],
      ['src/a.jsx', 'javascriptreact', 'src/a.test.jsx'],
      ['src/shop/a.py', 'python', 'tests/test_a.py'],
      ['pkg/a.go', 'go', 'pkg/a_test.go'],
      ['src/main/java/org/A.java', 'java', 'src/test/java/org/ATest.java'],
      ['A.java', 'java', 'ATest.java'],
      ['app/src/main/kotlin/A.kt', 'kotlin', 'app/src/test/kotlin/ATest.kt'],
      ['src/lib.rs', 'rust', 'src/lib.rs'],
      ['src/a.c', 'c', 'tests/a_test.c'],
      ['include/a.hpp', 'cpp', 'tests/a_test.cpp'],
      ['src/Shop/Model/A.cs', 'csharp', 'tests/Shop.Tests/Model/ATests.cs'],
      ['Shop/A.cs', 'csharp', 'Shop.Tests/ATests.cs'],
      ['src/A.php', 'php', 'tests/ATest.php'],
      ['lib/a.rb', 'ruby', 'test/a_test.rb'],
      ['a.zig', 'zig', 'a_test.zig'],
    ] as const)
      assert.equal(testPlace(source, [source], languageId), place);
  });

  test('takes the name and the folder of tests that are about no file', () => {
    assert.equal(testPlace('src/a/y.ts', ['test/smoke.spec.ts'], 'typescript'), 'test/a/y.spec.ts');
    assert.equal(testPlace('shop/y.py', ['tests/all_test.py'], 'python'), 'tests/y_test.py');
  });

  test('is learnt from a test so that what it is about leads back to it, and its neighbour to one beside it', () => {
    const folder = fc.array(fc.constantFrom('src', 'lib', 'a', 'b', 'core'), { maxLength: 4 });
    const place = fc.oneof(
      folder.map((own) => ({ own, tests: own })),
      folder.map((own) => ({ own, tests: [...own, '__tests__'] })),
      fc.tuple(folder, folder).map(([head, tail]) => ({
        own: [...head, 'src', ...tail],
        tests: [...head, 'test', ...tail],
      })),
    );
    const name = fc.constantFrom(['', '.test'], ['', '.spec'], ['', '_test'], ['test_', ''], ['', '-spec']);
    fc.assert(
      fc.property(place, name, ({ own, tests }, [before = '', after = '']) => {
        const path = (of: readonly string[], file: string): string => [...of, file].join('/');
        const source = path(own, 'x.ts');
        const tested = path(tests, `${before}x${after}.ts`);
        const files = [source, tested, path(own, 'y.ts')];
        assert.equal(testPlace(source, files, 'typescript'), tested);
        assert.equal(testPlace(path(own, 'y.ts'), files, 'typescript'), path(tests, `${before}y${after}.ts`));
        assert.ok(isTest(tested));
      }),
    );
  });

  test('is never a source, whatever the project holds', () => {
    const segment = fc.constantFrom('src', 'test', 'tests', '__tests__', 'main', 'a', 'b');
    const file = fc.constantFrom('x', 'y', 'x.test', 'test_y', 'XTest', 'x_test', 'y.spec');
    const path = fc
      .tuple(
        fc.array(segment, { maxLength: 4 }),
        file,
        fc.constantFrom('.ts', '.py', '.go', '.java', '.cs', '.cpp'),
      )
      .map(([folders, name, extension]) => [...folders, name + extension].join('/'));
    const language = fc.constantFrom('typescript', 'python', 'go', 'java', 'csharp', 'cpp', 'php', 'other');
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), path, language, (files, source, languageId) => {
        fc.pre(!isTest(source));
        const found = testPlace(source, files, languageId);
        assert.notEqual(found, source);
        assert.ok(isTest(found), found);
      }),
      { numRuns: 1000 },
    );
  });
});

suite('A test', () => {
  test('is known by its name or its folder', () => {
    for (const path of [
      'a.test.ts',
      'a/b_test.go',
      'test_a.py',
      'ATest.java',
      'ATests.cs',
      'test/a.ts',
      'Shop.Tests/A.cs',
    ])
      assert.ok(isTest(path), path);
    for (const path of [
      'a.ts',
      'latest.ts',
      'contest/a.py',
      'Testament.java',
      'testing.go',
      'protest.c',
      'attest_a.py',
    ])
      assert.ok(!isTest(path), path);
  });
});
