import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAULTS } from '../reliability/faults.ts';
import { isWrittenAs, writtenTags, writtenTitles } from '../reliability/taggedTitles.ts';
import { readRepositoryFile } from './support/sourceFiles.ts';

const TESTS = 'test/{unit,host,browser,soak}/**/*.{test,spec}.ts';
const lines = readRepositoryFile('docs/reliability.md').split('\n');

describe('The table of faults', () => {
  test('has each row once, in order', () => {
    const ids = FAULTS.map(({ id }) => id);
    assert.deepEqual(
      ids,
      FAULTS.map((_, index) => `F${String(index + 1).padStart(2, '0')}`),
    );
  });

  test('has a test for every row that applies, and no test names a row that is not there or does not apply', () => {
    const written = writtenTags(TESTS);
    const tagged = new Set(written.map(({ tag }) => tag));
    const applicable = new Set<string>(
      FAULTS.filter(({ absent }) => absent === undefined).map(({ id }) => id),
    );
    assert.deepEqual(
      [...applicable].filter((id) => !tagged.has(id)),
      [],
    );
    assert.deepEqual(
      written.filter(({ tag }) => !applicable.has(tag)),
      [],
    );
  });

  test('is what the document says, row by row, and the document says that each holds', () => {
    for (const { id, fault, promise, absent } of FAULTS) {
      const own = lines.filter((line) => line.startsWith(`| ${id} |`));
      assert.equal(own.length, 1, id);
      const [, , toldFault, toldPromise, proof = '', holds] = cellsOf(own[0] ?? '');
      assert.deepEqual([toldFault, toldPromise], [fault, promise], `run npm run reliability: ${id}`);
      if (absent !== undefined) assert.equal(proof, `Does not apply: ${absent}`);
      else assert.ok(holds === '✔' || /\*in the (?:editor|browser)\*/.test(proof), `${id} holds`);
    }
  });

  test('is proven in the document by tests that exist, under these titles and in these files', () => {
    const titles = writtenTitles(TESTS);
    const ids = new Set<string>(FAULTS.map(({ id }) => id));
    for (const line of lines.filter((each) => each.startsWith('| F'))) {
      const [, id = '', , , proof = ''] = cellsOf(line);
      assert.ok(ids.has(id), id);
      for (const [, title = '', file = ''] of proof.matchAll(
        /“(.*?)”(?: \(\d+ tests\))? \[[^\]]*\]\(\.\.\/([^)]*)\)/g,
      ))
        assert.ok(
          titles.some((written) => written.file === file && isWrittenAs(title, written)),
          `run npm run reliability: ${file} has no “${title}”`,
        );
    }
  });
});

function cellsOf(line: string): readonly string[] {
  return line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}
