import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openFenceAtEnd } from '../../../../src/core/chat/codeBlockAt.ts';
import { type ContinuationWay, createSplice } from '../../../../src/core/chat/splice.ts';

const spliceOf = (kept: string, way: ContinuationWay) => createSplice(kept, openFenceAtEnd(kept), way);

/** What is added, and whether the join is known to be exact. */
function added(way: ContinuationWay, kept: string, next: string): readonly [string, string] {
  const splice = spliceOf(kept, way);
  const text = splice.push(next) + splice.end();
  return [text, splice.join];
}

const LONG = 'This is the beginning of an answer that broke off in the';
const CODE = 'Here it is:\n\n```ts\nconst answer = 42;\nconst question';

suite('a continuation that was asked for', () => {
  const CASES: readonly (readonly [what: string, kept: string, next: string, text: string, join: string])[] =
    [
      ['goes on', LONG, ' middle.', ' middle.', 'unknown'],
      ['repeats the end', LONG, 'an answer that broke off in the middle.', ' middle.', 'unknown'],
      ['repeats it all', LONG, `${LONG} middle.`, ' middle.', 'exact'],
      ['repeats it all and adds nothing', LONG, LONG, '', 'exact'],
      ['is nothing', LONG, '', '', 'open'],
      ['begins with white space that was there', `${LONG}\n`, '\nmiddle.', '\nmiddle.', 'unknown'],
      ['is announced', LONG, 'Continuing from where I left off:\n\nmiddle.', 'middle.', 'unknown'],
      ['is announced after a blank line', LONG, '\n\nContinuing:\nmiddle.', 'middle.', 'unknown'],
      ['is announced in bold', LONG, '**Continuing…**\n\nmiddle.', 'middle.', 'unknown'],
      ['is announced in Chinese', LONG, '好的，继续上文：\n\n中间。', '中间。', 'unknown'],
      ['is announced, and repeats it all', LONG, `Continuing:\n\n${LONG} middle.`, ' middle.', 'exact'],
      ['is announced, and is nothing', LONG, 'Continuing:', 'Continuing:', 'unknown'],
      [
        'has a line that only begins like an announcement',
        LONG,
        'Continuing education is\nhard.',
        'Continuing education is\nhard.',
        'unknown',
      ],
      [
        'has an announcement that is too long for one',
        LONG,
        `Continuing from where I left off${' here'.repeat(10)}\nmiddle.`,
        `Continuing from where I left off${' here'.repeat(10)}\nmiddle.`,
        'unknown',
      ],
      [
        'has an announcement of eighty characters',
        LONG,
        `${'Continuing'.padEnd(80, '.')}\nmiddle.`,
        'middle.',
        'unknown',
      ],
      ['opens the block again', CODE, '```ts\n = 6 * 7;', ' = 6 * 7;', 'unknown'],
      [
        'opens the block again and repeats',
        CODE,
        `\`\`\`ts\n${CODE.slice(-40)} = 6 * 7;`,
        ' = 6 * 7;',
        'exact',
      ],
      [
        'announces, and opens the block again',
        CODE,
        'Continuing:\n\n```ts\n = 6 * 7;',
        ' = 6 * 7;',
        'unknown',
      ],
      ['closes the block', CODE, ' = 1;\n```\n', ' = 1;\n```\n', 'unknown'],
      ['closes the block at once', CODE, '```\nDone.', '```\nDone.', 'unknown'],
      ['opens a block of another kind', CODE, '~~~ts\n = 6 * 7;', '~~~ts\n = 6 * 7;', 'unknown'],
      ['opens a block where none was open', LONG, '```ts\ncode', '```ts\ncode', 'unknown'],
    ];
  for (const [what, kept, next, text, join] of CASES)
    test(`that ${what} adds what is new`, () => assert.deepEqual(added('asked', kept, next), [text, join]));

  /** Whether it is still undecided after this much. */
  const waits = (kept: string, next: string): boolean => spliceOf(kept, 'asked').push(next) === '';

  test('is waited for while it may be an announcement, a fence or a repetition', () => {
    for (const next of ['Contin', 'Sure', '\n', '  ', '继', LONG.slice(0, 20), 'broke off'])
      assert.equal(waits(LONG, next), true, JSON.stringify(next));
    for (const next of ['middle', 'x', '```', `Continuing${'.'.repeat(71)}`])
      assert.equal(waits(LONG, next), false, JSON.stringify(next));
    for (const next of ['`', '```', '   ```ts', '~~~', `\`\`\`${'x'.repeat(77)}`])
      assert.equal(waits(CODE, next), true, JSON.stringify(next));
    for (const next of [`\`\`\`${'x'.repeat(78)}`, '= 1'])
      assert.equal(waits(CODE, next), false, JSON.stringify(next));
  });

  test('that is hurried shows what may be new, and holds back what repeats', () => {
    const announced = spliceOf(LONG, 'asked');
    assert.equal(announced.push('Contin'), '');
    assert.equal(announced.hurry(), 'Contin');
    assert.equal(announced.join, 'unknown');
    const repeating = spliceOf(LONG, 'asked');
    assert.equal(repeating.push('an answer that'), '');
    assert.equal(repeating.hurry(), '');
    assert.equal(repeating.join, 'open');
  });
});

suite('a continuation that the provider resumes', () => {
  const CASES: readonly (readonly [what: string, kept: string, next: string, text: string, join: string])[] =
    [
      ['goes on', LONG, ' middle.', ' middle.', 'exact'],
      ['is nothing', LONG, '', '', 'open'],
      ['says again what legitimately comes twice', 'ha', 'ha', 'ha', 'unknown'],
      ['is all sent anew', LONG, `${LONG} middle.`, ' middle.', 'exact'],
      ['is all sent anew and adds nothing', LONG, LONG, '', 'exact'],
      ['is sent anew, and ends within', LONG, LONG.slice(0, 45), '', 'exact'],
      ['is sent anew, and ends after forty characters', LONG, LONG.slice(0, 40), '', 'exact'],
      ['is sent anew, and ends earlier, or is new', LONG, LONG.slice(0, 39), LONG.slice(0, 39), 'exact'],
      [
        'is another answer with the same beginning',
        LONG,
        `${LONG.slice(0, 50)}XYZ`,
        `${LONG.slice(0, 50)}XYZ`,
        'unknown',
      ],
      ['writes the white space again', `${LONG}\n\n`, '\n\nmiddle.', 'middle.', 'exact'],
      ['goes on from within the white space', `${LONG}\n\n`, '\nmiddle.', 'middle.', 'unknown'],
      ['leaves the white space out', `${LONG}\n\n`, 'middle.', 'middle.', 'unknown'],
      ['is only a part of the white space', `${LONG}\n\n`, '\n', '', 'exact'],
    ];
  for (const [what, kept, next, text, join] of CASES)
    test(`that ${what} adds what is new`, () => assert.deepEqual(added('resumed', kept, next), [text, join]));

  test('is waited for while it may be all of it, or the white space', () => {
    const waits = (kept: string, next: string): boolean => spliceOf(kept, 'resumed').push(next) === '';
    assert.equal(waits(LONG, 'This is'), true);
    assert.equal(waits(LONG, 'That is'), false);
    assert.equal(waits(`${LONG}\n\n`, '\n'), true);
    assert.equal(waits(`${LONG}\n\n`, '\n\nx'), false);
  });
});
