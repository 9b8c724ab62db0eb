import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { diffPath } from '../../../../src/core/text/diffPath.ts';

suite('The path of a part of a diff', () => {
  test('is the one after the change, or the last one of a file that was deleted', () => {
    const head = 'diff --git a/src/a.ts b/src/a.ts\nindex 1..2 100644\n';
    assert.equal(diffPath(`${head}--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n`), 'src/a.ts');
    assert.equal(diffPath(`${head}deleted file mode 100644\n--- a/src/a.ts\n+++ /dev/null\n`), 'src/a.ts');
    assert.equal(diffPath(`${head}new file mode 100644\n--- /dev/null\n+++ b/src/a.ts\n`), 'src/a.ts');
  });

  test('is found where there are no lines: renamed, binary, another mode', () => {
    const renamed =
      'diff --git a/a b.ts b/c d.ts\nsimilarity index 100%\nrename from a b.ts\nrename to c d.ts\n';
    assert.equal(diffPath(renamed), 'c d.ts');
    assert.equal(diffPath('diff --git a/x.png b/x.png\nBinary files a/x.png and b/x.png differ\n'), 'x.png');
    assert.equal(diffPath('diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n'), 'run.sh');
  });

  test('is read out of quotes, byte by byte', () => {
    const quoted = String.raw`"b/\346\226\207\344\273\266 \"1\"\t.md"`;
    assert.equal(
      diffPath(`diff --git "a/x" ${quoted}\n--- /dev/null\n+++ ${quoted}\n@@ -0,0 +1 @@\n`),
      '文件 "1"\t.md',
    );
  });

  test('is not taken from a changed line that looks like a head', () => {
    const part = 'diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n--- a/no\n+++ b/no\n';
    assert.equal(diffPath(part), 'a.md');
    assert.equal(diffPath('just words'), undefined);
  });
});
