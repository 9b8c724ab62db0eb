import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { placeOfCode } from '../../../../src/core/edit/placeOfCode.ts';

const FILE = `import { steps } from './steps.ts';

export function discountOf(count: number): number {
  if (count < 0) {
    return 0;
  }
  return steps(count);
}

export class Cart {
  total(): number {
    return 1;
  }

  clear(): void {
    this.total();
  }
}
`.split('\n');

const place = (code: string) => placeOfCode(FILE, code.split('\n'));
const taken = (code: string): string | undefined => {
  const found = place(code);
  return found && FILE.slice(found.startLine, found.endLine).join('\n');
};

suite('the place of an answer’s code in a file', () => {
  test('is all of a file that it is a new version of, or that is empty', () => {
    assert.deepEqual(place(FILE.join('\n').replace('return 1', 'return 2')), {
      startLine: 0,
      endLine: FILE.length,
    });
    assert.deepEqual(placeOfCode(['', ''], ['a']), { startLine: 0, endLine: 2 });
  });

  test('is the function or type that it begins and ends as', () => {
    const code =
      'export function discountOf(count: number): number {\n  return Math.max(0, steps(count));\n}';
    assert.equal(taken(code), FILE.slice(2, 8).join('\n'));
    assert.equal(
      taken(code.replace('count: number)', 'count: number, isMember = false)')),
      FILE.slice(2, 8).join('\n'),
    );
  });

  test('is the member at its depth, also when the answer has it at none', () => {
    assert.equal(taken('total(): number {\n  return 2;\n}'), FILE.slice(10, 13).join('\n'));
    assert.equal(taken('  total(): number {\n    return 2;\n  }'), FILE.slice(10, 13).join('\n'));
  });

  test('is not clear for what is new, left out in part, one line, or there more than once', () => {
    assert.equal(place('export function fresh() {\n}'), undefined);
    assert.equal(
      place('export function discountOf(count: number): number {\n  // ... existing code ...\n}'),
      undefined,
    );
    assert.equal(place('return 1;'), undefined);
    const twice = [...'f() {\n}\n\nf() {\n}\n\nother\nlines\nhere'.split('\n')];
    assert.equal(placeOfCode(twice, ['f() {', '  1', '}']), undefined);
  });
});
