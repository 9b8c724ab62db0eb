import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type TestInput, testTask } from '../../../../src/assistant/code/testTask.ts';
import { editCode } from '../../../../src/assistant/editCode.ts';
import { testFramework } from '../../../../src/assistant/tests/testFramework.ts';
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

const SUBJECT = target("import { b } from './b.ts';\n\nexport function add(x, y) {\n  return b(x, y);\n}\n", {
  region: { startLine: 2, endLine: 5 },
  taken: { by: 'symbol', name: 'add', kind: 'function' },
});

const fileOf = (content: string, more: Partial<CodeTarget> = {}): CodeTarget =>
  target(content, {
    uri: 'file:///w/test/a.test.ts',
    path: 'test/a.test.ts',
    taken: { by: 'document' },
    ...more,
  });

const FRAMEWORK = testFramework('typescript', { manifests: [], tests: ["from 'vitest'"] });

async function written(file: CodeTarget, answer: string, more: Partial<TestInput> = {}) {
  const edits = new MemoryReview();
  const transcript = new MemoryTranscript();
  const provider = new ScriptedProvider(text(answer), finish);
  const input = { subject: SUBJECT, file, framework: FRAMEWORK, references: [], wish: '', ...more };
  const { target: place, task } = testTask(input, translator());
  const end = await editCode(
    { ...testDeps(transcript), edits },
    { access: access(provider), target: place, task },
    new AbortController().signal,
  );
  const asked = provider.requests[0]?.messages[1];
  assert.ok(asked?.role === 'user');
  return { edits, end, asked: asked.text, question: transcript.state.turns[0]?.question };
}

const THERE =
  "import { test } from 'vitest';\nimport { add } from '../src/a.ts';\n\ntest('one', () => {});\n";

suite('Tests', () => {
  test('become a new file that ends with a line break', async () => {
    const { edits, end, asked, question } = await written(
      fileOf(''),
      "```ts\ntest('a', () => {});\n```\nDone.",
    );
    assert.deepEqual(edits.lines, ["test('a', () => {});", '']);
    assert.equal(end.notice, undefined);
    assert.match(asked, /into a new file, `test\/a\.test\.ts`; from there, `\.\.\/src\/a\.ts` is the file/);
    assert.match(asked, /with the complete file/);
    assert.doesNotMatch(asked, /second fenced block/);
    assert.equal(question?.text, 'Write tests for `add`.');
    assert.match(question?.about ?? '', /`src\/a\.ts`, lines 3–5[\s\S]*return b\(x, y\)/);
    assert.deepEqual(
      question?.references.map(({ label }) => label),
      ['a.ts:3-5'],
    );
  });

  test('are added behind those that are there, with the imports that they take', async () => {
    const { edits, asked } = await written(
      fileOf(THERE),
      "```ts\ntest('two', () => {});\n```\n\n```ts\nimport { vi } from 'vitest';\n```\nDone.",
    );
    assert.equal(
      edits.lines?.join('\n'),
      "import { test } from 'vitest';\nimport { add } from '../src/a.ts';\nimport { vi } from 'vitest';\n\ntest('one', () => {});\n\ntest('two', () => {});\n",
    );
    assert.match(asked, /added to `test\/a\.test\.ts`, at its end/);
    assert.match(asked, /just above the new tests, for context only:\n```typescript\nimport \{ test \}/);
  });

  test('of a class stand in it, as deep as its members', async () => {
    const java = fileOf('class ATest {\n  @Test\n  void a() {\n  }\n}\n', { languageId: 'java' });
    const { edits, asked } = await written(java, '```java\n@Test\nvoid b() {\n}\n```\n');
    assert.deepEqual(edits.lines, [
      ...['class ATest {', '  @Test', '  void a() {', '  }', ''],
      ...['  @Test', '  void b() {', '  }', '}', ''],
    ]);
    assert.match(asked, /at the end of the class of tests/);
  });

  test('of Python are two blank lines from what is above and below', async () => {
    const python = fileOf('def test_a():\n    pass\n\n\nif __name__ == "__main__":\n    main()\n', {
      languageId: 'python',
    });
    const { edits } = await written(python, '```python\ndef test_b():\n    pass\n```\n');
    assert.equal(
      edits.lines?.join('\n'),
      'def test_a():\n    pass\n\n\ndef test_b():\n    pass\n\n\nif __name__ == "__main__":\n    main()\n',
    );
  });

  test('of Rust go into the file of the code, and bring no imports to its head', async () => {
    const rust = target('use a::b;\n\nfn add() {}\n', {
      languageId: 'rust',
      region: { startLine: 2, endLine: 3 },
    });
    const framework = testFramework('rust', { manifests: [], tests: [] });
    const { edits, asked } = await written(rust, '```rust\n#[cfg(test)]\nmod tests {}\n```\n', {
      subject: rust,
      framework,
    });
    assert.equal(edits.lines?.join('\n'), 'use a::b;\n\nfn add() {}\n\n#[cfg(test)]\nmod tests {}\n');
    assert.match(asked, /added to the same file/);
    assert.doesNotMatch(asked, /second fenced block/);
  });

  test('are asked for in the project’s framework, after its example, and with what the user says', async () => {
    const { asked } = await written(fileOf(''), '```\nx\n```', {
      wish: 'the errors',
      example: { path: 'test/b.test.ts', text: "test('b', () => {});" },
    });
    assert.match(
      asked,
      /^Write tests with Vitest for this TypeScript code from `src\/a\.ts`, lines 3–5 \(function `add`\)\./,
    );
    assert.ok(asked.includes('<instruction>\nthe errors\n</instruction>'));
    assert.ok(asked.includes("(`test/b.test.ts`):\n```typescript\ntest('b', () => {});\n```"));
    assert.ok(asked.includes("for context only:\n```typescript\nimport { b } from './b.ts';\n\n```"));
    assert.ok(asked.endsWith('```typescript\nexport function add(x, y) {\n  return b(x, y);\n}\n```'));
    assert.doesNotMatch(asked, /Nothing in the project says how it tests/);
    const unknown = testFramework('typescript', { manifests: [], tests: [] });
    assert.match(
      (await written(fileOf(''), 'x', { framework: unknown })).asked,
      /Nothing in the project says how it tests/,
    );
  });
});
