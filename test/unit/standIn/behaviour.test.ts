import assert from 'node:assert/strict';
import { stripTypeScriptTypes } from 'node:module';
import { test } from 'node:test';
import { compileFunction } from 'node:vm';
import fc from 'fast-check';
import { optimizeCode } from '../../model-server/standIn/optimize/optimizeCode.ts';
import { languageNamed } from '../../model-server/standIn/syntax/languageNamed.ts';
import { parseSource } from '../../model-server/standIn/syntax/sourceCode.ts';

const typescript = languageNamed('typescript')!;

/** A condition over what the function below has: some boolean for certain, some not. */
const condition: fc.Arbitrary<string> = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(
      'a > 1',
      'a === b',
      'a !== b',
      'a <= b',
      'text',
      'a',
      '!b',
      'flag',
      "text.indexOf('x') !== -1",
    ),
    fc.tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')).map((parts) => parts.join(' ')),
    tie('condition').map((inner) => `!(${inner})`),
    tie('condition').map((inner) => `(${inner} ? true : false)`),
  ),
})).condition;

const value: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('a', 'b', 'n', '1', '-2', "'x'", 'text.length', '(n)', 'items[0]'),
  condition,
  condition.map((inner) => `${inner} ? false : true`),
);

/** Statements that a rewrite could change, in surroundings where it may and where it may not. */
const statements: fc.Arbitrary<readonly string[]> = fc.letrec<{
  block: readonly string[];
  statement: string;
}>((tie) => {
  const block = tie('block').map((lines) => `{\n${lines.join('\n')}\n}`);
  const number = fc.constantFrom('a', 'b', '1', 'n', 'total * 2', 'a - b');
  return {
    block: fc.array(tie('statement'), { minLength: 0, maxLength: 3, depthIdentifier: 'block' }),
    statement: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'block' },
      fc
        .tuple(fc.constantFrom('total', 'n'), fc.constantFrom('+', '-', '*', '%'), number)
        .map(([name, sign, by]) => `${name} = ${name} ${sign} ${by};`),
      value.map((text) => `return (${text});`),
      value.map((text) => `return ${text};`),
      fc.constantFrom('log(n);', 'items.push(n % 5);', 'let unused = [1, 2];', "throw new Error('stop');"),
      fc
        .tuple(fc.constantFrom('local', 'other'), number)
        .map(([name, by]) => `{ let ${name} = ${by}; log(${name}); }`),
      fc.tuple(condition, block).map(([test, then]) => `if (${test}) ${then}`),
      fc
        .tuple(condition, block, block)
        .map(([test, then, otherwise]) => `if (${test}) ${then} else ${otherwise}`),
      fc.tuple(condition, value).map(([test, text]) => `if (${test}) return true;\nreturn ${text};`),
      condition.map((test) => `if (${test}) return true; else return false;`),
      condition.map((test) => `if (${test}) {\nreturn false;\n}\nreturn true;`),
      fc.constantFrom(
        'for (let i = 0; i < items.length && i < 20; i++) { const item = items[i]; total += item; }',
        'for (let i = 0; i < items.length; i++) { const item = items[i]!; log(item); if (item > 9) break; }',
        'for (let i = 0; i < items.length; i++) total = total + items[i];',
        'for (let i = 0; i < items.length; i++) { if (items[i] > 3) { continue; } else { n++; } }',
        'for (let i = 0; i < items.length; i++) { const item = items[i]; if (i < 9) items.push(item + 1); }',
        'const seen: number[] = []; for (const item of items) { if (seen.includes(item)) log(item); seen.push(item); }',
        'const kept: number[] = []; for (const item of items) { if (!kept.includes(item)) kept.push(item); } log(kept.length);',
        'const double = (x: number) => { return { n: x * 2, a: a }; }; log(double(n).n);',
      ),
    ),
  };
}).block;

const program = statements.map(
  (lines) =>
    `function run(a: any, b: any, text: string, items: number[], flag: any) {\nlet total = 0;\nlet n = 3;\n${lines.map((line) => (line.startsWith('const ') ? `{ ${line} }` : line)).join('\n')}\nreturn [total, n];\n}`,
);

/** What a run gives back, prints, throws and leaves in its argument. */
function observe(code: string, [a, b, text, items, flag]: readonly unknown[]): string {
  const printed: unknown[] = [];
  const list = [...(items as number[])];
  const run = compileFunction(
    `${stripTypeScriptTypes(code)}\ntry { return ['gave', run(...given)]; } catch (error) { return ['threw', error.message]; }`,
    ['log', 'given'],
  );
  const outcome: unknown = run((item: unknown) => void printed.push(item), [a, b, text, list, flag]);
  return JSON.stringify([outcome, printed, list], (_, each) =>
    Object.is(each, -0) ? '-0' : Number.isNaN(each) ? 'NaN' : each,
  );
}

const primitive = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, Number.NaN, '', 'x', null, undefined, true, false, 2.5),
);
const given = fc.tuple(
  primitive,
  primitive,
  fc.constantFrom('', 'x', 'axb'),
  fc.array(fc.integer({ min: -2, max: 6 }), { maxLength: 6 }),
  primitive,
);

test('An optimized program gives, prints, throws and changes what the original does.', () => {
  let changed = 0;
  fc.assert(
    fc.property(program, fc.array(given, { minLength: 3, maxLength: 6 }), (code, inputs) => {
      const optimized = optimizeCode(typescript, code);
      assert.equal(optimized.faultLine, undefined, code);
      if (optimized.changes.length === 0) return;
      changed++;
      assert.equal(parseSource(typescript, optimized.code).faults.length, 0);
      for (const input of inputs)
        assert.equal(observe(optimized.code, input), observe(code, input), `${code}\n→\n${optimized.code}`);
    }),
    { numRuns: 200 },
  );
  assert.ok(changed > 100, `only ${changed} of 200 programs gave a rewrite something to do`);
});

test('Optimizing twice changes nothing more.', () => {
  fc.assert(
    fc.property(program, (code) => {
      const once = optimizeCode(typescript, code).code;
      assert.equal(optimizeCode(typescript, once).code, once);
    }),
    { numRuns: 100 },
  );
});
