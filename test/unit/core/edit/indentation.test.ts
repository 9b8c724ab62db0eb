import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { indentationAt, indentationOf, missingIndentation } from '../../../../src/core/edit/indentation.ts';

suite('the depth of code', () => {
  test('of a block is that of its first line with text', () => {
    assert.equal(indentationOf(['', '\t\ta', '\tb']), '\t\t');
    assert.equal(indentationOf(['', '  ']), '');
  });

  test('of a place is the blank line’s own, else that of the line above, deeper after an opening', () => {
    const lines = ['class A {', '  run() {', '    a();', '', '      ', '  }', '}', ''];
    assert.equal(indentationAt(lines, 3, '  '), '    ');
    assert.equal(indentationAt(lines, 4, '  '), '      ');
    assert.equal(indentationAt(lines, 2, '  '), '    ');
    assert.equal(indentationAt(lines, 7, '  '), '');
    assert.equal(indentationAt(['def f(x):', ''], 1, '    '), '    ');
    assert.equal(indentationAt([], 0, '\t'), '');
  });

  test('is added to an answer that has less of it, and never taken away', () => {
    assert.equal(missingIndentation('    ', 'x'), '    ');
    assert.equal(missingIndentation('    ', '  x'), '  ');
    assert.equal(missingIndentation('  ', '    x'), '');
    assert.equal(missingIndentation('\t', '  x'), '');
  });
});
