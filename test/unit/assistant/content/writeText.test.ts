import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type TextTask, writeText } from '../../../../src/assistant/content/writeText.ts';
import type { Purpose } from '../../../../src/core/model/chatRequest.ts';
import type { Model } from '../../../../src/core/model/model.ts';
import { access, finish, MemoryTranscript, ScriptedProvider, testDeps, text } from '../scripted.ts';

const never = new AbortController().signal;
const DIFF = 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-old\n+new\n';
const REFERENCE = { label: 'a.ts', uri: 'file:///w/a.ts', startLine: 1, endLine: 3 };

const TASKS: Readonly<Record<TextTask['kind'], TextTask>> = {
  'pull-request': {
    kind: 'pull-request',
    branch: 'carts',
    base: 'main',
    commits: ['fix: a', 'feat: b'],
    diff: DIFF,
  },
  'release-notes': { kind: 'release-notes', since: 'v1.2', commits: ['feat: b', 'fix: a'] },
  'summarize-changes': { kind: 'summarize-changes', diff: DIFF },
  'summarize-file': {
    kind: 'summarize-file',
    path: 'src/a.ts',
    languageId: 'typescript',
    text: 'export const a = 1;\nconst b = 2;\n',
    reference: REFERENCE,
  },
};

const EXPECTED: Readonly<Record<TextTask['kind'], readonly [Purpose, question: string, ...parts: string[]]>> =
  {
    'pull-request': [
      'write',
      'Write the text of a pull request from `carts` into `main`.',
      'the branch `carts` into `main`',
      'fix: a\n\n---\n\nfeat: b',
      DIFF.trimEnd(),
    ],
    'release-notes': [
      'write',
      'Write release notes for what came after `v1.2`.',
      'since `v1.2`',
      'feat: b\n\n---\n\nfix: a',
    ],
    'summarize-changes': ['summarize', 'Summarize the changes that are not committed.', DIFF.trimEnd()],
    'summarize-file': [
      'summarize',
      'Summarize `src/a.ts`.',
      'the file `src/a.ts`',
      '```typescript\nexport const a = 1;',
    ],
  };

async function asked(task: TextTask, more: Partial<Model> = {}) {
  const provider = new ScriptedProvider(text('Done.'), finish);
  const transcript = new MemoryTranscript();
  const input = {
    access: access(provider, more),
    task,
    rules: { text: 'Be brief.', references: [] },
    documents: ['file:///w/b.ts'],
  };
  await writeText(testDeps(transcript), input, never);
  const [turn] = transcript.state.turns;
  const { text: prompt } = provider.requests[0]!.messages.at(-1) as { readonly text: string };
  assert.ok(provider.requests[0]!.documents?.includes('file:///w/b.ts'));
  return { turn: turn!, prompt };
}

suite('A text about the project', () => {
  for (const [kind, [purpose, question, ...parts]] of Object.entries(EXPECTED))
    test(`${kind} is written into the chat from its material`, async () => {
      const { turn, prompt } = await asked(TASKS[kind as TextTask['kind']]);
      assert.equal(turn.purpose, purpose);
      assert.equal(turn.question.text, question);
      assert.equal(turn.answer.text, 'Done.');
      assert.equal(turn.question.prompt, prompt);
      for (const part of parts) assert.ok(prompt.includes(part), part);
      assert.match(prompt, /<project-rules>\nBe brief\.\n<\/project-rules>/);
    });

  test('says in its question what did not fit', async () => {
    const small = { contextTokens: 5000 };
    const long = 'const total = cart.items.reduce((sum, item) => sum + item.price, 0);\n'.repeat(1000);
    const file = await asked({ ...TASKS['summarize-file'], text: long } as TextTask, small);
    assert.match(file.turn.question.text, /Its last \d{3} lines do not fit\.$/);
    assert.match(file.prompt, /Its last \d{3} lines did not fit and are missing/);
    const commits = Array.from({ length: 900 }, (_, index) => `feat: part ${index} of the whole thing`);
    const notes = await asked({ kind: 'release-notes', since: '', commits }, small);
    assert.match(notes.turn.question.text, /^Write release notes\. \d{3} older commits do not fit\.$/);
    assert.ok(notes.prompt.includes('feat: part 0 ') && !notes.prompt.includes('feat: part 899 '));
    const diff = Array.from({ length: 9 }, (_, index) =>
      DIFF.replaceAll('a.ts', `${index}.ts`).replace('+new', `+${'word '.repeat(700)}`),
    );
    const changes = await asked({ kind: 'summarize-changes', diff: diff.join('') }, small);
    assert.match(changes.turn.question.text, /Of \d files the model sees only a part or the name/);
  });
});
