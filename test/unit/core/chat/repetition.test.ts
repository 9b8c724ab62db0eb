import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { endToRepeat, repetitionOf } from '../../../../src/core/chat/repetition.ts';

/** A text of so many characters in which nothing comes twice. */
const text = (length: number): string =>
  Array.from({ length }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');

suite('a repetition', () => {
  /** What is kept, what comes, and how many of its characters are taken for a repetition, for certain or not. */
  const CASES: readonly (readonly [
    what: string,
    kept: string,
    next: string,
    length: number,
    isCertain: boolean,
  ])[] = [
    ['of an end', 'I see the quick brown fox', 'the quick brown fox jumps', 19, false],
    ['of twelve characters', 'xx abcdefghijkl', 'abcdefghijkl!', 12, false],
    ['of eleven is chance', 'xx abcdefghijk', 'abcdefghijk!', 0, false],
    ['of forty characters is certain', `.${text(40)}`, `${text(40)}!`, 40, true],
    ['of thirty-nine is not', `.${text(39)}`, `${text(39)}!`, 39, false],
    ['of all of a short text', 'ab', 'abc', 2, false],
    ['of all of twelve characters is certain', text(12), `${text(12)}!`, 12, true],
    ['of all of eleven is not', text(11), `${text(11)}!`, 11, false],
    ['of a short last line', 'first\nab', 'ab c', 2, false],
    ['of a short last line that is there twice is chance', 'ab\nfirst\nab', 'ab c', 0, false],
    ['of a short last word is chance', 'first ab', 'ab c', 0, false],
    [
      'of forty characters that are there twice is not certain',
      `${text(40)}\n${text(40)}`,
      `${text(40)}!`,
      40,
      false,
    ],
    ['of a ruler is not certain', `.${'='.repeat(40)}`, `${'='.repeat(40)}!`, 40, false],
    ['of a text twice over is not certain', `.${text(20)}${text(20)}`, `${text(20)}${text(20)}!`, 40, false],
    ['of a text that is nearly so is', `.${text(20)}!${text(20)}`, `${text(20)}!${text(20)}?`, 41, true],
    ['of four hundred characters is found', `..${text(400)}`, `${text(400)}!`, 400, true],
    ['of more is not, unless it is all', `..${text(401)}`, `${text(401)}!`, 0, false],
    ['of all of more is found', text(1000), `${text(1000)}!`, 1000, true],
    ['goes on into the white space', `${text(40)}  \n`, `${text(40)}  \nnew`, 43, true],
    ['ends where the white space does', `${text(40)}  \n`, `${text(40)}  new`, 42, false],
    ['ends before the white space', `${text(40)}\n\n`, `${text(40)}new`, 40, false],
    ['is none where nothing is kept', '', 'new', 0, false],
    ['is none in nothing', text(40), '', 0, false],
    ['is none in something else', text(40), 'new', 0, false],
  ];
  for (const [what, kept, next, length, isCertain] of CASES)
    test(what, () => {
      for (const isOver of [false, true])
        assert.deepEqual(repetitionOf(kept, next, isOver), { length, isCertain, isOpen: false });
    });

  const open = (kept: string, next: string): boolean => repetitionOf(kept, next, false).isOpen;

  test('is open as long as all that came stands at the end of what was kept', () => {
    assert.equal(open('I see the quick', 'the q'), true);
    assert.equal(open('I see the quick', 'the k'), false);
    assert.equal(open('I see the quick', 'I see'), true);
    assert.equal(open('I see the quick', ''), false);
    assert.equal(open(`.${text(500)}`, text(500).slice(99, 120)), false);
    assert.equal(open(`.${text(500)}`, text(500).slice(100, 120)), true);
  });

  test('is open in the white space at the end', () => {
    assert.deepEqual(repetitionOf(`${text(40)}\n\n`, `${text(40)}\n`, false), {
      length: 41,
      isCertain: true,
      isOpen: true,
    });
    assert.equal(repetitionOf(`${text(40)}\n\n`, `${text(40)}\n`, true).isOpen, false);
  });

  test('that ends before it comes to anything new is one from twelve characters on, for certain from forty', () => {
    const over = (length: number) => repetitionOf(text(100), text(100).slice(20, 20 + length), true);
    assert.deepEqual(over(11), { length: 0, isCertain: false, isOpen: false });
    assert.deepEqual(over(12), { length: 12, isCertain: false, isOpen: false });
    assert.deepEqual(over(39), { length: 39, isCertain: false, isOpen: false });
    assert.deepEqual(over(40), { length: 40, isCertain: true, isOpen: false });
  });
});

suite('the end that is asked for', () => {
  test('is all of a short text, without white space after it', () => {
    assert.equal(endToRepeat('a\nb\n\n'), 'a\nb');
    assert.equal(endToRepeat(''), '');
  });

  test('begins with a line, at sixty characters or before', () => {
    assert.equal(endToRepeat(`intro\n${'y'.repeat(59)}z`), `${'y'.repeat(59)}z`);
    assert.equal(endToRepeat(`intro\n${'y'.repeat(58)}z`), `intro\n${'y'.repeat(58)}z`);
    assert.equal(endToRepeat(`intro\n${text(300)}`), text(300));
  });

  test('begins with a word where no line begins, and is unlike anything before', () => {
    const words = `${'a'.repeat(30)} ${'b'.repeat(30)} ${'c'.repeat(50)}`;
    assert.equal(endToRepeat(words), `${'b'.repeat(30)} ${'c'.repeat(50)}`);
    assert.equal(endToRepeat(`${'字'.repeat(30)}，${'b'.repeat(70)}`), 'b'.repeat(70));
    const twice = `${'b'.repeat(80)}\n${'c'.repeat(20)}\n${'b'.repeat(80)}`;
    assert.equal(endToRepeat(twice), `${'c'.repeat(20)}\n${'b'.repeat(80)}`);
  });

  test('is four hundred characters where nothing begins', () => {
    assert.equal(endToRepeat(text(1000)), text(1000).slice(600));
  });
});
