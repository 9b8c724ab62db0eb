import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { documentTask, withCommentAbove } from '../../../../src/assistant/code/documentTask.ts';
import { editCode } from '../../../../src/assistant/editCode.ts';
import type { CodeTarget } from '../../../../src/assistant/workspace.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
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

const CODE = target('import a;\n\nfunction add(x, y) {\n  return x + y;\n}\nadd();\n', {
  region: { startLine: 2, endLine: 5 },
  taken: { by: 'symbol', name: 'add', kind: 'function' },
});

async function documented(code: CodeTarget, script: readonly (StreamEvent | Error)[], wish = '') {
  const edits = new MemoryReview();
  const transcript = new MemoryTranscript();
  const provider = new ScriptedProvider(...script);
  const end = await editCode(
    { ...testDeps(transcript), edits },
    { access: access(provider), target: code, task: documentTask(code, wish, translator()) },
    new AbortController().signal,
  );
  const asked = provider.requests[0]?.messages[1];
  assert.ok(asked?.role === 'user');
  return { edits, end, asked: asked.text, question: transcript.state.turns[0]?.question.text };
}

const answer = (block: string): readonly StreamEvent[] => [text(`\`\`\`ts\n${block}\n\`\`\`\nDone.`), finish];

suite('Documentation', () => {
  test('is proposed above the code', async () => {
    const { edits, end, question } = await documented(
      CODE,
      answer('/** Adds. */\nfunction add(x, y) {\n  return x + y;\n}'),
    );
    assert.deepEqual(edits.lines, CODE.lines.toSpliced(2, 0, '/** Adds. */'));
    assert.equal(end.notice, undefined);
    assert.equal(question, 'Document `add`.');
  });

  test('leaves the code as it is where the model changed it, and says so', async () => {
    const { edits, end } = await documented(
      CODE,
      answer('/** Adds. */\nfunction add(x: number, y: number) {\n  return y + x;\n}'),
    );
    assert.deepEqual(edits.lines, CODE.lines.toSpliced(2, 0, '/** Adds. */'));
    assert.equal(end.notice?.code, 'INK-EDIT-009');
    assert.match(end.notice?.what ?? '', /^The model changed code too/);
  });

  test('of an answer that was cut is comments too, and no more', async () => {
    const cut = new ProviderError('interrupted', 'cut', { provider: 'test' });
    const { edits } = await documented(CODE, [text('```ts\n/** Adds. */\nfunction sum(x, y) {\n'), cut]);
    assert.equal(edits.ended, 'interrupted');
    assert.deepEqual(edits.lines, CODE.lines.toSpliced(2, 0, '/** Adds. */'));
  });

  test('says that nothing changed when the code came back as it was', async () => {
    const { end } = await documented(CODE, answer('function add(x, y) {\n  return x + y;\n}'));
    assert.equal(end.notice?.code, 'INK-EDIT-008');
  });

  test('is asked for in the form of the language, with what the user says about it', async () => {
    for (const [languageId, words] of [
      ['typescriptreact', 'TSDoc'],
      ['javascript', 'JSDoc'],
      ['python', 'PEP 257'],
      ['go', 'Go doc comments'],
      ['java', 'Javadoc'],
      ['rust', '# Safety'],
      ['c', 'Doxygen'],
      ['cpp', 'Doxygen'],
      ['csharp', '<summary>'],
      ['cobol', 'usual for the language'],
    ] as const)
      assert.ok((await documented({ ...CODE, languageId }, answer('x'))).asked.includes(words), languageId);
    const { asked } = await documented(CODE, answer('x'), 'in French');
    assert.match(asked, /^Document this TypeScript code from `src\/a\.ts`, lines 3–5 \(function `add`\)\./);
    assert.ok(asked.includes('<instruction>\nin French\n</instruction>'));
    assert.ok(
      asked.endsWith('The code to document:\n```typescript\nfunction add(x, y) {\n  return x + y;\n}\n```'),
    );
  });

  test('follows the style that a file of Python or C has', async () => {
    const asked = async (languageId: string, head: string): Promise<string> => {
      const code = target(`${head}\nx`, { languageId });
      return (await documented(code, answer('x'))).asked;
    };
    assert.match(await asked('python', '    Args:\n        a: b'), /Google’s style, as the file has them/);
    assert.match(await asked('python', '    Parameters\n    ----------'), /NumPy’s style/);
    assert.match(await asked('python', '    :param a: b\n    :returns: c'), /Sphinx’s style/);
    assert.match(await asked('python', 'x = 1'), /sections of Google’s style/);
    assert.match(await asked('cpp', '/// \\brief A.\n/// \\param b'), /`\/\/\/` lines.*`\\brief`/);
    assert.match(await asked('c', '/** @brief A. */'), /`\/\*\* … \*\/`.*`@brief`/);
  });

  test('is about the comment and the attributes above a symbol too', () => {
    const file = ['x = 1', '', '/**', ' * Old.', ' */', '@decorated', 'class A {', '}'];
    const symbol = target(file.join('\n'), {
      region: { startLine: 6, endLine: 8 },
      taken: { by: 'symbol', name: 'A', kind: 'class' },
    });
    assert.equal(withCommentAbove(symbol).region.startLine, 2);
    assert.equal(withCommentAbove({ ...symbol, taken: { by: 'selection' } }).region.startLine, 6);
    assert.equal(withCommentAbove({ ...symbol, languageId: 'cobol' }).region.startLine, 6);
  });
});
