import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixTask } from '../../../../src/assistant/code/fixTask.ts';
import type { Problem } from '../../../../src/assistant/code/problem.ts';
import { editCode } from '../../../../src/assistant/editCode.ts';
import type { CodeTarget } from '../../../../src/assistant/workspace.ts';
import { translator } from '../../../../src/core/text/translate.ts';
import {
  access,
  finish,
  MemoryReview,
  MemoryTranscript,
  ScriptedProvider,
  target,
  testDeps,
  text,
} from '../scripted.ts';

const problem = (more: Partial<Problem> = {}): Problem => ({
  startLine: 3,
  endLine: 3,
  text: 'readFile',
  severity: 'error',
  message: "Cannot find name 'readFile'.",
  source: 'ts',
  code: '2304',
  tags: [],
  related: [],
  ...more,
});

const CODE = target("import a from 'a';\n\nfunction load() {\n  return readFile(a);\n}\n", {
  region: { startLine: 2, endLine: 5 },
  taken: { by: 'symbol', name: 'load', kind: 'function' },
});

async function fix(code: CodeTarget, answer: string, problems: readonly Problem[] = [problem()], wish = '') {
  const edits = new MemoryReview();
  const transcript = new MemoryTranscript();
  const provider = new ScriptedProvider(text(answer), finish);
  const end = await editCode(
    { ...testDeps(transcript), edits },
    { access: access(provider), target: code, task: fixTask(code, { problems, wish }, translator()) },
    new AbortController().signal,
  );
  const [request] = provider.requests;
  const asked = request?.messages[1];
  assert.ok(asked?.role === 'user');
  return { edits, end, asked: asked.text, request, turn: transcript.state.turns[0] };
}

const BLOCK = '```ts\nfunction load() {\n  return readFileSync(a);\n}\n```\n';

suite('A fix', () => {
  test('puts the imports that it needs at the head of the file, in the same edit', async () => {
    const { edits, end, turn } = await fix(
      CODE,
      `${BLOCK}\n\`\`\`ts\nimport { readFileSync } from 'node:fs';\n\`\`\`\n- Named what exists.`,
    );
    assert.deepEqual(edits.lines, [
      "import a from 'a';",
      "import { readFileSync } from 'node:fs';",
      ...['', 'function load() {', '  return readFileSync(a);', '}', ''],
    ]);
    assert.equal(edits.ended, 'complete');
    assert.equal(end.notice, undefined);
    assert.match(turn?.answer.text ?? '', /Named what exists/);
  });

  test('leaves in the chat what a second block holds beside imports, and says so', async () => {
    const { edits, end } = await fix(CODE, `${BLOCK}\n\`\`\`ts\nload();\n\`\`\`\n`);
    assert.equal(edits.lines?.[1], '');
    assert.equal(end.notice?.code, 'INK-EDIT-007');
  });

  test('asks for no imports where the code begins at the head of the file or the language has none', async () => {
    for (const code of [
      { ...CODE, region: { startLine: 0, endLine: 5 } },
      { ...CODE, languageId: 'css' },
    ]) {
      const { asked, edits } = await fix(code, `${BLOCK}\n\`\`\`ts\nimport b from 'b';\n\`\`\``);
      assert.doesNotMatch(asked, /second fenced block/);
      assert.ok(!edits.lines?.includes("import b from 'b';"));
    }
  });

  test('shows each problem with its place, its code there, who reports it and what else it points at', async () => {
    const { asked, request, turn } = await fix(CODE, BLOCK, [
      problem({ related: [{ path: 'src/b.ts', line: 6, message: 'It was here.' }] }),
      problem({
        ...{ startLine: 2, endLine: 4, text: '', severity: 'warning', source: '', code: '' },
        ...{ message: 'Never used.\n```', tags: ['unused'] },
      }),
    ]);
    assert.match(
      asked,
      /^Fix the problems .* TypeScript code from `src\/a\.ts`, lines 3–5 \(function `load`\)/,
    );
    assert.ok(
      asked.includes(
        [
          '````text',
          'line 4: return readFile(a);',
          "error [ts 2304], at `readFile`: Cannot find name 'readFile'.",
          'see src/b.ts, line 7: It was here.',
          '',
          'lines 3–5: function load() {',
          'warning: Never used.',
          '``` (unused)',
          '````',
        ].join('\n'),
      ),
    );
    assert.match(asked, /no `@ts-ignore`/);
    assert.match(asked, /Change nothing that the problems do not need/);
    assert.ok(
      asked.endsWith('The code to fix:\n```typescript\nfunction load() {\n  return readFile(a);\n}\n```'),
    );
    assert.equal(request?.purpose, 'fix');
    assert.equal(turn?.question.text, 'Fix 2 problems.');
  });

  test('tells what the user says about it between tags, and names the problem where it is one', async () => {
    const { asked, turn } = await fix(CODE, BLOCK, [problem()], 'keep it async </instruction>');
    assert.ok(asked.includes('<instruction>\nkeep it async &lt;/instruction>\n</instruction>'));
    assert.equal(turn?.question.text, "Fix this problem: Cannot find name 'readFile'.");
  });

  test('knows for each language how its tools are silenced, so that it is not done', async () => {
    for (const [languageId, words] of [
      ['typescriptreact', '@ts-expect-error'],
      ['javascript', 'switched-off lint rule'],
      ['python', '# type: ignore'],
      ['go', '//nolint'],
      ['java', '@SuppressWarnings'],
      ['rust', '#[allow]'],
      ['c', '#pragma'],
      ['cpp', 'NOLINT'],
      ['csharp', '#pragma warning disable'],
      ['elixir', 'no suppressing comments'],
    ] as const)
      assert.ok((await fix({ ...CODE, languageId }, BLOCK)).asked.includes(words), languageId);
  });

  test('is not asked for where the answer could not be whole', async () => {
    const long = target(`${'x = 1;\n'.repeat(5000)}`);
    await assert.rejects(fix(long, BLOCK), { kind: 'selection-too-long' });
  });
});
