import assert from 'node:assert/strict';
import { stripTypeScriptTypes } from 'node:module';
import { test } from 'node:test';
import { compileFunction } from 'node:vm';
import fc from 'fast-check';
import { type GeneratedCode, generateCode } from '../../model-server/standIn/generate/generateCode.ts';
import { languageNamed } from '../../model-server/standIn/syntax/languageNamed.ts';
import { outlineOf } from '../../model-server/standIn/syntax/outline.ts';
import { parseSource } from '../../model-server/standIn/syntax/sourceCode.ts';

function generate(language: string, words: string, taken: readonly string[] = []): GeneratedCode {
  const made = generateCode({
    language: languageNamed(language)!,
    words,
    indentUnit: '  ',
    indentation: '',
    taken: new Set(taken),
    speech: 'en',
  });
  assert.ok(made);
  return made;
}

type Callable = (...given: unknown[]) => unknown;

/** The generated TypeScript function itself. */
function made(words: string): Callable {
  const { code } = generate('ts', words);
  const name = /function (\w+)/.exec(code)![1]!;
  return compileFunction(`${stripTypeScriptTypes(code)}\nreturn ${name};`)() as Callable;
}

const numbers = fc.array(fc.integer({ min: -99, max: 99 }), { maxLength: 12 });
const texts = fc.array(fc.string({ maxLength: 5 }), { maxLength: 8 });
const integer = fc.integer({ min: -50, max: 50 });

/** Words, what they may be given, and what has to come back. */
const MEANINGS: readonly (readonly [
  words: string,
  given: fc.Arbitrary<unknown[]>,
  gives: (...given: never[]) => unknown,
])[] = [
  ['a function that adds two numbers a and b', fc.tuple(integer, integer), (a: number, b: number) => a + b],
  ['写一个函数，计算两个数 a 和 b 的和', fc.tuple(integer, integer), (a: number, b: number) => a + b],
  ['subtract b from a', fc.tuple(integer, integer), (a: number, b: number) => a - b],
  ['sum a list of prices', fc.tuple(numbers), (xs: number[]) => xs.reduce((a, b) => a + b, 0)],
  ['求一组数字的总和', fc.tuple(numbers), (xs: number[]) => xs.reduce((a, b) => a + b, 0)],
  [
    'the largest of a list of numbers',
    fc.tuple(numbers.filter((xs) => xs.length > 0)),
    (xs: number[]) => Math.max(...xs),
  ],
  ['minimum of an array', fc.tuple(numbers.filter((xs) => xs.length > 0)), (xs: number[]) => Math.min(...xs)],
  ['the larger of two numbers', fc.tuple(integer, integer), (a: number, b: number) => Math.max(a, b)],
  [
    'average of a list of scores',
    fc.tuple(numbers.filter((xs) => xs.length > 0)),
    (xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length,
  ],
  ['filter even numbers', fc.tuple(numbers), (xs: number[]) => xs.filter((x) => x % 2 === 0)],
  ['keep numbers greater than 10', fc.tuple(numbers), (xs: number[]) => xs.filter((x) => x > 10)],
  [
    'count how many numbers are negative',
    fc.tuple(numbers),
    (xs: number[]) => xs.filter((x) => x < 0).length,
  ],
  ['keep strings longer than 3', fc.tuple(texts), (xs: string[]) => xs.filter((x) => x.length > 3)],
  ['sort numbers descending', fc.tuple(numbers), (xs: number[]) => xs.toSorted((a, b) => b - a)],
  ['reverse a list of numbers', fc.tuple(numbers), (xs: number[]) => xs.toReversed()],
  ['反转字符串', fc.tuple(fc.string()), (text: string) => [...text].reverse().join('')],
  ['remove duplicates from an array of ids', fc.tuple(texts), (xs: string[]) => [...new Set(xs)]],
  [
    'clamp a value',
    fc.tuple(integer, fc.integer({ min: -9, max: 0 }), fc.integer({ min: 0, max: 9 })),
    (x: number, low: number, high: number) => Math.min(Math.max(x, low), high),
  ],
  [
    'factorial',
    fc.tuple(fc.integer({ min: 0, max: 12 })),
    (n: number) => Array.from({ length: n }, (_, i) => i + 1).reduce((a, b) => a * b, 1),
  ],
  [
    'is prime',
    fc.tuple(fc.integer({ min: -3, max: 200 })),
    (n: number) =>
      n > 1 && Array.from({ length: Math.max(0, n - 2) }, (_, i) => i + 2).every((d) => n % d !== 0),
  ],
  [
    'is palindrome',
    fc.tuple(fc.constantFrom('', 'a', 'abba', 'abc', 'abcba')),
    (text: string) => text === [...text].reverse().join(''),
  ],
  ['join words with commas', fc.tuple(texts), (xs: string[]) => xs.join(',')],
  ['split a text by spaces', fc.tuple(fc.string()), (text: string) => text.split(' ')],
  [
    'a function called shout that converts a string to upper case',
    fc.tuple(fc.string()),
    (text: string) => text.toUpperCase(),
  ],
];

for (const [words, given, gives] of MEANINGS)
  test(`“${words}” does that.`, () => {
    const run = made(words);
    fc.assert(
      fc.property(given, (input) =>
        assert.deepEqual(run(...structuredClone(input)), gives(...(input as never[]))),
      ),
      { numRuns: 40 },
    );
  });

for (const language of ['ts', 'js', 'py', 'go', 'java'])
  test(`${language}: everything that words can ask for parses, and has a name and a comment.`, () => {
    for (const [words] of MEANINGS) {
      const source = parseSource(languageNamed(language)!, generate(language, words).code);
      assert.deepEqual(source.faults, [], `${words}\n${source.text}`);
      const [only] = outlineOf(source).functions;
      assert.ok(only?.name && only.documentation, source.text);
    }
  });

test('Names come from the words, in the language’s own style, and give way to those that are taken.', () => {
  assert.match(
    generate('py', 'sum a list of prices').code,
    /^def sum_of_prices\(prices: list\[float\]\) -> float:/,
  );
  assert.match(generate('ts', 'a function called shout that upper cases a string').code, /function shout\(/);
  const taken = generate('ts', 'sum a list of prices', ['sumOfPrices']);
  assert.match(taken.code, /function sumOfPrices2\(/);
  assert.match(taken.notes.join(), /already has a `sumOfPrices`/);
});

test('What the words ask for and no operation knows becomes a signature that fails, and says so.', () => {
  const { code, notes } = generate('ts', 'send an email to a user with subject: string and isUrgent');
  assert.match(
    code,
    /function sendEmailUserSubject\(subject: string, isUrgent: boolean\): unknown \{\n {2}throw new Error\("not implemented"\);/,
  );
  assert.match(notes.join(), /body is left to you/);
});

test('Words cannot break out of the comment they are quoted in.', () => {
  const words = 'frobnicate */ process.exit() /* """ \\u002a/';
  for (const language of ['ts', 'py', 'go', 'java']) {
    const source = parseSource(languageNamed(language)!, generate(language, words).code);
    assert.deepEqual(source.faults, []);
    assert.deepEqual(
      outlineOf(source)
        .functions.flatMap(({ calls }) => calls.map(({ text }) => text))
        .filter((call) => call.includes('exit')),
      [],
    );
  }
});

test('A type with fields is written where the words name both.', () => {
  const words = 'an interface User with name, age, isAdmin and tags: string[]';
  assert.equal(
    generate('ts', words).code,
    'interface User {\n  readonly name: string;\n  readonly age: number;\n  readonly isAdmin: boolean;\n  readonly tags: string[];\n}',
  );
  assert.equal(
    generate('go', words).code,
    'type User struct {\n  Name string\n  Age int\n  IsAdmin bool\n  Tags []string\n}',
  );
});
