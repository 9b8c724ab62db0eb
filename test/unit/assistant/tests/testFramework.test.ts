import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { testFramework } from '../../../../src/assistant/tests/testFramework.ts';

const named = (languageId: string, path: string, text: string): string =>
  testFramework(languageId, { manifests: [{ path, text }], tests: [] }).name;

const used = (languageId: string, text: string): string =>
  testFramework(languageId, { manifests: [], tests: [text] }).name;

suite('The framework of a project', () => {
  test('is what its manifest names', () => {
    const packageJson = (more: object): string => JSON.stringify({ name: 'x', ...more });
    for (const [languageId, path, text, name] of [
      ['typescript', 'package.json', packageJson({ devDependencies: { vitest: '^3' } }), 'Vitest'],
      ['typescriptreact', 'package.json', packageJson({ devDependencies: { jest: '^29' } }), 'Jest'],
      ['javascript', 'package.json', packageJson({ dependencies: { 'react-scripts': '5' } }), 'Jest'],
      ['javascript', 'package.json', packageJson({ devDependencies: { mocha: '^10', chai: '4' } }), 'Mocha'],
      ['javascript', 'package.json', packageJson({ devDependencies: { ava: '^6' } }), 'AVA'],
      [
        'typescript',
        'package.json',
        packageJson({ scripts: { test: 'node --test "test/**"' } }),
        'node:test',
      ],
      ['python', 'pyproject.toml', '[tool.pytest.ini_options]', 'pytest'],
      ['python', 'requirements-dev.txt', 'pytest==8.0\n', 'pytest'],
      ['go', 'go.mod', 'require github.com/stretchr/testify v1.9.0', 'Go’s testing package with testify'],
      ['java', 'pom.xml', '<artifactId>junit-jupiter</artifactId>', 'JUnit 5'],
      ['java', 'pom.xml', '<artifactId>junit</artifactId>\n<version>4.13</version>', 'JUnit 4'],
      ['kotlin', 'build.gradle.kts', 'testImplementation(kotlin("test"))', 'kotlin.test'],
      ['java', 'build.gradle', 'test { useJUnitPlatform() }', 'JUnit 5'],
      ['rust', 'Cargo.toml', '[dev-dependencies]\nrstest = "0.18"', 'Rust’s own tests with rstest'],
      ['cpp', 'CMakeLists.txt', 'find_package(GTest REQUIRED)', 'GoogleTest'],
      ['cpp', 'vcpkg.json', '{"dependencies": ["catch2"]}', 'Catch2'],
      ['c', 'CMakeLists.txt', 'target_link_libraries(t cmocka)', 'CMocka'],
      ['csharp', 'T.csproj', '<PackageReference Include="xunit" />', 'xUnit'],
      ['csharp', 'T.csproj', '<PackageReference Include="NUnit" />', 'NUnit'],
      ['csharp', 'T.csproj', '<PackageReference Include="MSTest.TestFramework" />', 'MSTest'],
      ['php', 'composer.json', '{"require-dev": {"phpunit/phpunit": "^11"}}', 'PHPUnit'],
      ['ruby', 'Gemfile', "gem 'rspec'", 'RSpec'],
    ] as const) {
      assert.equal(named(languageId, path, text), name);
      assert.ok(testFramework(languageId, { manifests: [{ path, text }], tests: [] }).isFound);
    }
  });

  test('is what its script runs where several are installed, and the nearest manifest’s', () => {
    const text = JSON.stringify({
      scripts: { build: 'x', test: 'mocha && echo "done"' },
      devDependencies: { vitest: '1', jest: '2', mocha: '3' },
    });
    assert.equal(named('typescript', 'package.json', text), 'Mocha');
    const manifests = [
      { path: 'packages/a/package.json', text: '{"devDependencies": {"ava": "6"}}' },
      { path: 'package.json', text: '{"devDependencies": {"jest": "29"}}' },
    ];
    assert.equal(testFramework('typescript', { manifests, tests: [] }).name, 'AVA');
  });

  test('is what its tests use, whatever a manifest names', () => {
    for (const [languageId, text, name] of [
      ['typescript', "import { test } from 'node:test';", 'node:test'],
      ['typescript', "import { it } from 'vitest';", 'Vitest'],
      ['javascript', "const { expect } = require('chai');", 'Mocha'],
      ['javascript', 'jest.mock("./a");', 'Jest'],
      ['python', 'class A(unittest.TestCase):', 'unittest'],
      ['python', 'def test_a():\n    assert f()', 'pytest'],
      ['go', 'import "testing"\nfunc TestA(t *testing.T) {}', 'Go’s testing package'],
      [
        'go',
        'import "github.com/stretchr/testify/require"\nfunc TestA(t *testing.T) {}',
        'Go’s testing package with testify',
      ],
      ['java', 'import org.junit.Test;', 'JUnit 4'],
      ['java', 'import org.junit.jupiter.api.Test;', 'JUnit 5'],
      ['cpp', '#include <catch2/catch_test_macros.hpp>', 'Catch2'],
      ['csharp', 'using Xunit;', 'xUnit'],
    ] as const)
      assert.equal(used(languageId, text), name);
    const manifests = [{ path: 'package.json', text: '{"devDependencies": {"jest": "29"}}' }];
    assert.equal(testFramework('typescript', { manifests, tests: ["from 'vitest'"] }).name, 'Vitest');
  });

  test('is the usual one of the language where nothing tells, and said not to be found', () => {
    for (const [languageId, name, isFound] of [
      ['typescript', 'node:test', false],
      ['python', 'unittest', false],
      ['go', 'Go’s testing package', true],
      ['java', 'JUnit 5', false],
      ['rust', 'Rust’s own tests', true],
      ['cpp', 'GoogleTest', false],
      ['csharp', 'xUnit', false],
      ['zig', 'the way that the project tests', false],
    ] as const) {
      const framework = testFramework(languageId, { manifests: [], tests: [] });
      assert.deepEqual([framework.name, framework.isFound], [name, isFound]);
    }
  });

  test('is found in any text without a fault', () => {
    const language = fc.constantFrom('typescript', 'python', 'go', 'java', 'rust', 'c', 'cpp', 'csharp', 'x');
    fc.assert(
      fc.property(language, fc.array(fc.string()), fc.array(fc.string()), (languageId, texts, tests) => {
        const manifests = texts.map((text) => ({ path: 'package.json', text }));
        const { name, advice } = testFramework(languageId, { manifests, tests });
        assert.ok(name && advice);
      }),
    );
  });
});
