import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { reviewPrompt } from '../../../../src/assistant/prompts/reviewPrompt.ts';
import { type ReviewInput, reviewChanges } from '../../../../src/assistant/review/reviewChanges.ts';
import type { Model } from '../../../../src/core/model/model.ts';
import type { PlacedComment } from '../../../../src/core/review/placeComment.ts';
import { access, finish, MemoryTranscript, ScriptedProvider, testDeps, text } from '../scripted.ts';

const never = new AbortController().signal;
const DIFF = 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-old\n+new\n';
const comment = (line: number, words: string, path = 'a.ts'): string =>
  `<comment path="${path}" line="${line}" severity="warning">\n${words}\n</comment>\n`;

async function review(answer: string, more: Partial<ReviewInput> = {}, model: Partial<Model> = {}) {
  const provider = new ScriptedProvider(...[...answer].map((character) => text(character)), finish);
  const transcript = new MemoryTranscript();
  const comments: PlacedComment[] = [];
  const input: ReviewInput = {
    access: access(provider, model),
    what: 'staged',
    commits: [],
    diff: DIFF,
    isThere: () => true,
    question: 'Review the staged changes.',
    rules: undefined,
    documents: ['file:///w/a.ts'],
    onComment: (each) => comments.push(each),
    ...more,
  };
  const end = await reviewChanges(testDeps(transcript), input, never);
  const [turn] = transcript.state.turns;
  return { end, comments, turn: turn!, request: provider.requests[0]! };
}

suite('a review', () => {
  test('puts comments at their lines and the summary into the chat, which keeps all that the model wrote', async () => {
    const answer = `It renames.\n\n${comment(1, 'Wrong.')}`;
    const { end, comments, turn } = await review(answer);
    assert.equal(end.status, 'complete');
    assert.deepEqual(comments, [
      { path: 'a.ts', startLine: 1, endLine: 1, severity: 'warning', text: 'Wrong.', lines: ['new'] },
    ]);
    assert.equal(turn.answer.text, 'It renames.\n\n\n\nComments in the editor: 1');
    assert.equal(turn.answer.whole, answer);
    assert.equal(turn.purpose, 'review');
  });

  test('lists what has no place, and says what could not be read and that there is nothing', async () => {
    const elsewhere = await review(`Fine.\n${comment(7, 'Two\nlines.', 'b.ts')}<comment>\nx\n</comment>\n`);
    assert.equal(
      elsewhere.turn.answer.text,
      'Fine.\n\n\n- `b.ts:7`: Two\n  lines.\n\nComments that were not written in the agreed form and are left out: 1',
    );
    assert.deepEqual(elsewhere.comments, []);
    const gone = await review(comment(1, 'Wrong.'), { isThere: () => false });
    assert.match(gone.turn.answer.text, /^\s*- `a\.ts:1`: Wrong\.$/);
    assert.match((await review('Good.')).turn.answer.text, /^Good\.\s+No comments\.$/);
  });

  test('shows the model numbered lines, in full where they fit and else with a note', async () => {
    const { request } = await review('Good.');
    const sent = request.messages.at(-1)!;
    assert.ok('text' in sent);
    assert.match(sent.text, /@@ -1 \+1 @@\n-\|old\n\+1\|new\n```/);
    assert.deepEqual(request.documents, ['file:///w/a.ts']);
    const many = Array.from({ length: 4000 }, (_, index) => `+line ${index} of a long file`).join('\n');
    const large = `${DIFF}diff --git a/b.ts b/b.ts\n--- /dev/null\n+++ b/b.ts\n@@ -0,0 +1,4000 @@\n${many}\n`;
    const cut = await review('Good.', { diff: large }, { contextTokens: 16_000, maxOutputTokens: 1000 });
    assert.match(cut.turn.question.text, /Of 1 files the model sees only a part/);
  });
});

suite('the prompt to review', () => {
  const material = { what: 'commits', commits: ['feat: a', 'fix: b'], diff: '+1|x', paths: [] } as const;

  test('says what is reviewed, with commits and rules', () => {
    const prompt = reviewPrompt(material, 'RULES');
    assert.match(prompt, /^Review what these commits change together/);
    assert.match(prompt, /```text\nfeat: a\nfix: b\n```/);
    assert.match(prompt, /RULES/);
    assert.doesNotMatch(prompt, /What often goes wrong|\n\n\n/);
    assert.match(reviewPrompt({ ...material, what: 'staged', commits: [] }, ''), /^Review what is staged/);
  });

  for (const [path, name] of [
    ['a.ts', 'TypeScript'],
    ['a.tsx', 'TypeScript'],
    ['a.mjs', 'JavaScript'],
    ['a.py', 'Python'],
    ['a.go', 'Go'],
    ['A.java', 'Java'],
    ['a.rs', 'Rust'],
    ['a.c', 'C'],
    ['a.hpp', 'C\\+\\+'],
    ['A.cs', 'C#'],
  ] as const)
    test(`knows what to look at in ${path}`, () => {
      const prompt = reviewPrompt({ ...material, paths: [path] }, '');
      assert.match(prompt, new RegExp(`languages:\n- ${name}: [^\n]+\n\n`));
    });

  test('speaks of the three languages that most files are in', () => {
    const paths = ['a.py', 'b.go', 'c.go', 'd.rs', 'e.rs', 'f.ts', 'g.ts', 'h.ts'];
    const found = [...reviewPrompt({ ...material, paths }, '').matchAll(/^- ([A-Z]\w+):/gm)];
    assert.deepEqual(
      found.map(([, name]) => name),
      ['TypeScript', 'Go', 'Rust'],
    );
  });
});
