import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type EditToRepair, repairEdit } from '../../../src/assistant/repairEdit.ts';
import { access, finish, ScriptedProvider, testDeps, text } from './scripted.ts';

const never = new AbortController().signal;
const LINES = Array.from({ length: 4000 }, (_, at) => `const value${at} = compute(${at});`);

const unfit = (more: Partial<EditToRepair> = {}): EditToRepair => ({
  uri: 'file:///w/src/a.ts',
  path: 'src/a.ts',
  languageId: 'typescript',
  lines: ['one();', 'two();'],
  edit: '<<<<<<< SEARCH\nthree();\n=======\n3();\n>>>>>>> REPLACE',
  refusals: [{ reason: 'not-found', hunk: 0, places: [] }],
  ...more,
});

async function asked(
  repair: EditToRepair,
): Promise<{ readonly prompt: string; readonly shown: readonly string[] }> {
  const provider = new ScriptedProvider(text('Done.'), finish);
  const deps = testDeps();
  await repairEdit(deps, { access: access(provider), repair }, never);
  assert.equal(provider.requests.length, 1);
  const { question } = deps.transcript.state.turns[0]!;
  return {
    prompt: question.prompt ?? '',
    shown: question.references.map(({ label }) => label),
  };
}

suite('the request to repair an edit', () => {
  test('has the edit, why it does not fit, and a short file as it is now', async () => {
    const { prompt, shown } = await asked(unfit());
    assert.ok(prompt.includes('three();\n=======\n3();'));
    assert.ok(prompt.includes('the lines that it changes are not there'));
    assert.ok(prompt.includes('one();\ntwo();'));
    assert.deepEqual(shown, ['a.ts:1-2']);
  });

  test('has of a long file what lies around the places, each line once', async () => {
    const places = [
      { startLine: 1000, endLine: 1002 },
      { startLine: 1010, endLine: 1011 },
      { startLine: 3990, endLine: 3992 },
    ];
    const { prompt, shown } = await asked(
      unfit({ lines: LINES, refusals: [{ reason: 'ambiguous', hunk: 0, places }] }),
    );
    assert.deepEqual(shown, ['a.ts:971-1041', 'a.ts:3961-4000']);
    assert.ok(prompt.includes('compute(1000)') && !prompt.includes('compute(500)'));
    assert.equal(prompt.split('compute(1010)').length, 2);
  });
});
