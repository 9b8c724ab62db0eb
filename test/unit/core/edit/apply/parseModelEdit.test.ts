import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseModelEdit } from '../../../../../src/core/edit/apply/parseModelEdit.ts';

const parse = (code: string, info = '', lineAbove = '') => parseModelEdit({ code, info, lineAbove }).files;

/** Each file as a few words: what happens to it, and its hunks with their signs. */
const brief = (code: string, info = '') =>
  parse(code, info).map(({ path, newPath, action, content, isCut }) => ({
    path,
    ...(newPath && { newPath }),
    action,
    ...(isCut && { isCut }),
    text:
      content.form === 'code'
        ? content.lines
        : content.hunks.map(({ lines }) =>
            lines.map(({ kind, text }) => ({ same: ' ', old: '-', new: '+' })[kind] + text).join('|'),
          ),
  }));

suite('what a code block is', () => {
  test('is code for the file that its fence, its first line or the text above names', () => {
    for (const [code, info, above] of [
      ['a();', 'ts src/a.ts', ''],
      ['// src/a.ts\na();', 'ts', ''],
      ['a();', 'ts', '**src/a.ts**'],
    ] as const) {
      const [file] = parse(code, info, above);
      assert.equal(file?.path, 'src/a.ts');
      assert.deepEqual(file?.content, { form: 'code', lines: ['a();'] });
    }
  });

  test('is search/replace blocks, for each file that a line above them names', () => {
    const block = (search: string, replace: string): string =>
      `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
    const text = `a.ts\n${block('one\ntwo', 'one\n2')}\n\n${block('three', '3')}\n\`b/c.ts\`\n${block('x', 'y')}`;
    assert.deepEqual(brief(text), [
      { path: 'a.ts', action: 'change', text: [' one|-two|+2', '-three|+3'] },
      { path: 'b/c.ts', action: 'change', text: ['-x|+y'] },
    ]);
  });

  test('is a block that was cut off when its end is missing, or where it ends is not clear', () => {
    for (const text of [
      '<<<<<<< SEARCH\none\n=======\ntwo',
      '<<<<<<< SEARCH\none\n>>>>>>> REPLACE\n<<<<<<< SEARCH\ntwo\n=======',
      '<<<<<<< SEARCH\nTitle\n=====\ntext\n=======\nother\n>>>>>>> REPLACE',
    ])
      assert.equal(parse(text)[0]?.isCut, true, text);
  });

  test('is a diff of several files, with new, deleted and renamed ones', () => {
    const text = [
      'diff --git a/one.ts b/one.ts',
      'index 83db48f..bf269f4 100644',
      '--- a/one.ts',
      '+++ b/one.ts',
      '@@ -1,2 +1,2 @@ function f() {',
      ' keep',
      '-old',
      '+new',
      'diff --git a/gone.ts b/gone.ts',
      'deleted file mode 100644',
      '--- a/gone.ts',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-last',
      'diff --git a/fresh.ts b/fresh.ts',
      'new file mode 100644',
      '--- /dev/null',
      '+++ b/fresh.ts',
      '@@ -0,0 +1 @@',
      '+first',
      '\\ No newline at end of file',
      'diff --git a/from.ts b/to.ts',
      'similarity index 100%',
      'rename from from.ts',
      'rename to to.ts',
    ].join('\n');
    assert.deepEqual(brief(text, 'diff'), [
      { path: 'one.ts', action: 'change', text: [' keep|-old|+new'] },
      { path: 'gone.ts', action: 'delete', text: ['-last'] },
      { path: 'fresh.ts', action: 'create', text: ['+first'] },
      { path: 'from.ts', newPath: 'to.ts', action: 'change', text: [] },
    ]);
    const [first] = parse(text, 'diff');
    assert.ok(first?.content.form === 'hunks');
    assert.deepEqual(
      first.content.hunks.map(({ startLine, headings }) => [startLine, headings]),
      [[0, ['function f() {']]],
    );
  });

  test('is a patch with its own words for what happens to files', () => {
    const text = [
      '*** Begin Patch',
      '*** Update File: a.py',
      '*** Move to: b.py',
      '@@ class A:',
      '@@ def run(self):',
      '-        pass',
      '+        return 1',
      '*** Add File: c.py',
      '+x = 1',
      '*** Delete File: d.py',
      '*** End Patch',
    ].join('\n');
    assert.deepEqual(brief(text), [
      { path: 'a.py', newPath: 'b.py', action: 'change', text: ['-        pass|+        return 1'] },
      { path: 'c.py', action: 'create', text: ['+x = 1'] },
      { path: 'd.py', action: 'delete', text: [] },
    ]);
    const [first] = parse(text);
    assert.ok(first?.content.form === 'hunks');
    assert.deepEqual(first.content.hunks[0]?.headings, ['class A:', 'def run(self):']);
  });

  test('is a diff without headers when its fence says so, and code when a list has signs', () => {
    assert.deepEqual(brief('-a\n+b', 'diff'), [{ path: undefined, action: 'change', text: ['-a|+b'] }]);
    assert.equal(parse('- one\n- two\n+ three', 'md')[0]?.content.form, 'code');
  });

  test('takes removed and added lines that look like headers for lines', () => {
    const text = '--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1,2 @@\n select 1;\n--- old\n+-- new';
    assert.deepEqual(brief(text, 'diff')[0]?.text, [' select 1;|--- old|+-- new']);
  });

  test('is cut off when its fence was never closed, or when the last hunk lacks what its header promises', () => {
    assert.equal(
      parseModelEdit({ code: 'a();', info: '', lineAbove: '', isCut: true }).files[0]?.isCut,
      true,
    );
    const torn = '--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n a\n-b\n+c';
    assert.equal(parse(torn, 'diff')[0]?.isCut, true);
    assert.equal(parse(`${torn}\n d`, 'diff')[0]?.isCut, undefined);
  });
});
