import { nearestLanguage } from '../prompts/nearestLanguage.ts';

/** How a project tests. */
export interface TestFramework {
  readonly name: string;
  /** What a model has to know to write for it, in a sentence or two. */
  readonly advice: string;
  /** The project names it or its tests use it; else it is only what is usual. */
  readonly isFound: boolean;
}

/** What is known of a project, the nearest to the code first. */
export interface ProjectTexts {
  /** Files that say how the project is built: `package.json`, `pyproject.toml`, `CMakeLists.txt` … */
  readonly manifests: readonly { readonly path: string; readonly text: string }[];
  /** Texts of tests that there are. */
  readonly tests: readonly string[];
}

interface Candidate extends Omit<TestFramework, 'isFound'> {
  /** In the text of a test that uses it. */
  readonly used: RegExp;
  /** In what says how the project is built; `undefined` for what needs no word there. */
  readonly named?: RegExp;
}

/** The first is taken where nothing is found. */
const SCRIPT: readonly Candidate[] = [
  {
    name: 'node:test',
    advice: 'Import `test` (or `suite`, `describe`) from `node:test` and `assert` from `node:assert/strict`.',
    used: /['"]node:test['"]/,
    named: /node (?:[^"]* )?--test\b/,
  },
  {
    name: 'Vitest',
    advice: 'Import `describe`, `expect`, `test` and `vi` from `vitest`, unless the example uses globals.',
    used: /['"]vitest['"]/,
    named: /"vitest"\s*:|\bvitest\b/,
  },
  {
    name: 'Jest',
    advice:
      '`describe`, `test` and `expect` are globals, unless the example imports them from `@jest/globals`.',
    used: /['"]@jest\/globals['"]|\bjest\.(?:fn|mock|spyOn)\(/,
    named: /"(?:jest|ts-jest|babel-jest|@jest\/\w+|react-scripts)"\s*:|\bjest\b/,
  },
  {
    name: 'AVA',
    advice: 'Import `test` from `ava`; each test gets `t` with `t.is`, `t.deepEqual`, `t.throws`.',
    used: /['"]ava['"]/,
    named: /"ava"\s*:/,
  },
  {
    name: 'Mocha',
    advice:
      '`describe` and `it` are globals. Assert with what the example uses: `chai`, else `node:assert/strict`.',
    used: /['"](?:mocha|chai)['"]/,
    named: /"mocha"\s*:|\bmocha\b/,
  },
  {
    name: 'Jasmine',
    advice: '`describe`, `it` and `expect` are globals; spies come from `jasmine.createSpy`.',
    used: /\bjasmine\./,
    named: /"jasmine(?:-core)?"\s*:/,
  },
  {
    name: 'Bun’s test runner',
    advice: 'Import `describe`, `expect` and `test` from `bun:test`.',
    used: /['"]bun:test['"]/,
    named: /\bbun test\b/,
  },
  {
    name: 'Deno.test',
    advice: 'Tests are calls of `Deno.test`; assertions come from the module that the example imports.',
    used: /\bDeno\.test\(/,
    named: /\bdeno test\b/,
  },
];

const PYTHON: readonly Candidate[] = [
  {
    name: 'unittest',
    advice: 'Methods `test_…` of a `unittest.TestCase`, with `self.assert…`, `setUp` and `subTest`.',
    used: /\bunittest\.(?:TestCase|IsolatedAsyncioTestCase)\b|from unittest import/,
    named: /python -m unittest/,
  },
  {
    name: 'pytest',
    advice:
      'Functions `test_…` with plain `assert`, `pytest.raises`, `pytest.mark.parametrize` and fixtures; only fixtures that are shown, and those of pytest itself.',
    used: /\bimport pytest\b|^(?:async )?def test_/m,
    named: /\bpytest\b/,
  },
];

const GO: readonly Candidate[] = [
  {
    name: 'Go’s testing package',
    advice:
      'Functions `TestName(t *testing.T)`, a table of cases with `t.Run` where there are several, `t.Helper` in helpers, `t.Errorf("F(%v) = %v, want %v", …)`. Only the standard library.',
    used: /\btesting\.T\b/,
  },
  {
    name: 'Go’s testing package with testify',
    advice:
      'Functions `TestName(t *testing.T)`, a table of cases with `t.Run` where there are several; `require` where the test cannot go on, else `assert`.',
    used: /stretchr\/testify/,
    named: /stretchr\/testify/,
  },
  {
    name: 'Ginkgo with Gomega',
    advice: '`Describe`, `Context` and `It`, with `Expect(…).To(…)`; the suite is there already.',
    used: /onsi\/ginkgo/,
    named: /onsi\/ginkgo/,
  },
];

const JVM: readonly Candidate[] = [
  {
    name: 'JUnit 5',
    advice:
      'Package-private class and methods with `@Test` of `org.junit.jupiter.api`; static imports of `Assertions`, `assertThrows`, `@ParameterizedTest` only if junit-jupiter-params is there.',
    used: /org\.junit\.jupiter/,
    named: /junit-jupiter|useJUnitPlatform|junit\.jupiter/,
  },
  {
    name: 'JUnit 4',
    advice:
      'Public class with public `@Test` methods of `org.junit.Test`; static imports of `org.junit.Assert`, `@Test(expected = …)` or `assertThrows` from 4.13.',
    used: /org\.junit\.(?:Test|Assert|Before|runner)\b/,
    named: /junit:junit|<artifactId>junit<\/artifactId>/,
  },
  {
    name: 'TestNG',
    advice: '`@Test` of `org.testng.annotations`, data providers for cases, `org.testng.Assert`.',
    used: /org\.testng/,
    named: /testng/,
  },
  {
    name: 'Kotest',
    advice: 'A spec class in the style of the example, with `shouldBe` and `shouldThrow`.',
    used: /io\.kotest/,
    named: /io\.kotest/,
  },
  {
    name: 'kotlin.test',
    advice: '`@Test` of `kotlin.test`, `assertEquals` and `assertFailsWith` of the same package.',
    used: /kotlin\.test/,
    named: /kotlin\("test"\)|kotlin-test/,
  },
];

const RUST: readonly Candidate[] = [
  {
    name: 'Rust’s own tests',
    advice:
      '`#[test]` functions in `#[cfg(test)] mod tests` of the same file with `use super::*;`; `assert_eq!`, `#[should_panic(expected = "…")]`, `Result` as what a test gives back where that is shorter. Every `use` goes into that module.',
    used: /#\[test\]/,
  },
  {
    name: 'Rust’s own tests with rstest',
    advice:
      '`#[rstest]` with `#[case]` in `#[cfg(test)] mod tests` of the same file with `use super::*;`. Every `use` goes into that module.',
    used: /#\[rstest\]/,
    named: /^\s*rstest\b/m,
  },
];

const CPP: readonly Candidate[] = [
  {
    name: 'GoogleTest',
    advice:
      '`TEST(Suite, Name)` or `TEST_F`, `EXPECT_…` unless the test cannot go on, `#include <gtest/gtest.h>`; no `main`.',
    used: /gtest\/gtest\.h|gmock\/gmock\.h/,
    named: /\bgtest\b|GTest|googletest/,
  },
  {
    name: 'Catch2',
    advice:
      '`TEST_CASE("…", "[…]")` with `SECTION`, `REQUIRE` and `CHECK`; the header that the example includes, else `<catch2/catch_test_macros.hpp>`; no `main`.',
    used: /catch2\/|catch\.hpp/,
    named: /catch2/i,
  },
  {
    name: 'doctest',
    advice: '`TEST_CASE` with `SUBCASE`, `CHECK` and `REQUIRE`, `#include <doctest/doctest.h>`; no `main`.',
    used: /doctest/,
    named: /doctest/,
  },
  {
    name: 'Boost.Test',
    advice: '`BOOST_AUTO_TEST_CASE` in a suite, `BOOST_TEST`, `BOOST_CHECK_THROW`.',
    used: /boost\/test/,
    named: /unit_test_framework/,
  },
];

const C: readonly Candidate[] = [
  {
    name: 'plain asserts',
    advice:
      'A program whose `main` calls one `static void test_…(void)` for each behaviour, with `<assert.h>`; `NDEBUG` must not be defined.',
    used: /<assert\.h>/,
  },
  {
    name: 'Unity',
    advice: '`void test_…(void)` with `TEST_ASSERT_…`, `setUp`, `tearDown`, and `RUN_TEST` in `main`.',
    used: /unity\.h/,
    named: /\bunity\b/i,
  },
  {
    name: 'CMocka',
    advice:
      '`static void test_…(void **state)` with `assert_int_equal` and the like, listed with `cmocka_unit_test`.',
    used: /cmocka\.h/,
    named: /cmocka/i,
  },
  {
    name: 'Criterion',
    advice: '`Test(suite, name)` with `cr_assert…`; no `main`.',
    used: /criterion\//,
    named: /criterion/i,
  },
  ...CPP.slice(0, 2),
];

const DOTNET: readonly Candidate[] = [
  {
    name: 'xUnit',
    advice: '`[Fact]` and `[Theory]` with `[InlineData]`, `Assert.Equal(expected, actual)`, `Assert.Throws`.',
    used: /using Xunit/,
    named: /\bxunit\b/i,
  },
  {
    name: 'NUnit',
    advice:
      '`[TestFixture]`, `[Test]`, `[TestCase]`, `Assert.That(actual, Is.EqualTo(expected))`, `Assert.Throws`.',
    used: /NUnit\.Framework/,
    named: /\bnunit\b/i,
  },
  {
    name: 'MSTest',
    advice:
      '`[TestClass]`, `[TestMethod]`, `[DataRow]`, `Assert.AreEqual(expected, actual)`, `Assert.ThrowsException`.',
    used: /VisualStudio\.TestTools/,
    named: /MSTest/,
  },
];

const PHP: readonly Candidate[] = [
  {
    name: 'PHPUnit',
    advice:
      'A `final class …Test extends TestCase` with `public function test…(): void` and `self::assertSame`.',
    used: /PHPUnit\\Framework/,
    named: /phpunit\/phpunit/,
  },
  {
    name: 'Pest',
    advice: 'Calls of `test` or `it` with `expect(…)->toBe(…)`.',
    used: /^(?:it|test)\(/m,
    named: /pestphp\/pest/,
  },
];

const RUBY: readonly Candidate[] = [
  {
    name: 'Minitest',
    advice: 'A class of `Minitest::Test` with methods `test_…` and `assert_equal expected, actual`.',
    used: /minitest|Minitest/,
    named: /minitest/,
  },
  {
    name: 'RSpec',
    advice: '`RSpec.describe` with `it` and `expect(…).to`, `let` as the example has it.',
    used: /RSpec|rspec/,
    named: /rspec/,
  },
];

const CANDIDATES: ReadonlyMap<string, readonly Candidate[]> = new Map([
  ['typescript', SCRIPT],
  ['javascript', SCRIPT],
  ['vue', SCRIPT],
  ['svelte', SCRIPT],
  ['python', PYTHON],
  ['go', GO],
  ['java', JVM],
  ['kotlin', JVM],
  ['scala', JVM],
  ['groovy', JVM],
  ['rust', RUST],
  ['c', C],
  ['cpp', CPP],
  ['csharp', DOTNET],
  ['php', PHP],
  ['ruby', RUBY],
]);

const UNKNOWN: TestFramework = {
  name: 'the way that the project tests',
  advice: 'Write as the example does; without one, for the framework that is usual for the language.',
  isFound: false,
};

/**
 * What the nearest test uses; else what the nearest manifest names, the command that runs the tests first; else what is
 * usual for the language.
 */
export function testFramework(languageId: string, { manifests, tests }: ProjectTexts): TestFramework {
  const candidates = CANDIDATES.get(nearestLanguage(languageId));
  const [usual] = candidates ?? [];
  if (!candidates || !usual) return UNKNOWN;
  for (const text of tests) {
    // What is usual is used by what builds on it too.
    const used = candidates.findLast((each) => each.used.test(text));
    if (used) return found(used);
  }
  const named = (text: string): Candidate | undefined => candidates.find((each) => each.named?.test(text));
  for (const { path, text } of manifests) {
    const inProject =
      (/(?:^|\/)package\.json$/.test(path) ? named(testScript(text)) : undefined) ?? named(text);
    if (inProject) return found(inProject);
  }
  return { name: usual.name, advice: usual.advice, isFound: usual.named === undefined };
}

const found = ({ name, advice }: Candidate): TestFramework => ({ name, advice, isFound: true });

/** The line of a `package.json` that says how it is tested. */
const testScript = (text: string): string => /"test"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? '';
