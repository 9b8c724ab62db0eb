import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type EditReview, editCode } from '../../../src/assistant/editCode.ts';
import type { CodeTarget } from '../../../src/assistant/workspace.ts';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import { UserError } from '../../../src/core/userError.ts';
import {
  access,
  finish,
  MemoryReview,
  MemoryTranscript,
  ScriptedProvider,
  target,
  testDeps,
  text,
} from './scripted.ts';

const never = new AbortController().signal;

async function optimize(code: CodeTarget, ...script: (StreamEvent | Error)[]) {
  const edits = new MemoryReview();
  const transcript = new MemoryTranscript();
  const provider = new ScriptedProvider(...script);
  const end = await editCode(
    { ...testDeps(transcript), edits },
    { access: access(provider), target: code, task: { purpose: 'optimize' } },
    never,
  );
  return { edits, end, provider, said: transcript.state.turns[0]!.answer.text };
}

suite('an edit by the model', () => {
  const code = target('a();\nb();\nc();', { region: { startLine: 1, endLine: 2 } });

  test('replaces the region with the first code block and says the rest in the chat', async () => {
    const { edits, end, said, provider } = await optimize(
      code,
      text('```ts\nB();'),
      text('\n```\n- faster'),
      finish,
    );
    assert.deepEqual(edits.lines, ['a();', 'B();', 'c();']);
    assert.equal(edits.ended, 'complete');
    assert.equal(end.status, 'complete');
    assert.equal(said, '- faster');
    assert.equal(provider.requests[0]?.temperature, 0);
  });

  test('puts a block that came flush left at the depth of the original', async () => {
    const nested = target('if (x) {\n    a();\n\n    b();\n}', { region: { startLine: 1, endLine: 4 } });
    const { edits } = await optimize(nested, text('```\nA();\n\n  B();\n```'), finish);
    assert.deepEqual(edits.lines, ['if (x) {', '    A();', '', '      B();', '}']);
  });

  test('takes nothing and says so when the answer holds no code', async () => {
    const { edits, end, said } = await optimize(code, text('I would rather not.'), finish);
    assert.equal(edits.ended, 'discarded');
    assert.equal(end.notice?.code, 'INK-EDIT-001');
    assert.equal(said, 'I would rather not.');
  });

  test('uses the first of two blocks and says so', async () => {
    const { edits, end } = await optimize(code, text('```\nB();\n```\nor\n```\nbb();\n```\n'), finish);
    assert.deepEqual(edits.lines, ['a();', 'B();', 'c();']);
    assert.match(end.notice?.what ?? '', /2 code blocks/);
  });

  test('says so when the model left the code as it is', async () => {
    const { edits, end } = await optimize(code, text('```\nb();\n```\nIt is fine.'), finish);
    assert.deepEqual(edits.lines, code.lines);
    assert.equal(end.notice?.code, 'INK-EDIT-008');
  });

  test('keeps what arrived, before the old lines that were not reached, when it is cut', async () => {
    const long = target('a();\nb();\nc();\nd();');
    const cut = new ProviderError('interrupted', 'cut', { provider: 'test' });
    const { edits, end } = await optimize(long, text('```\na();\nB();\n'), cut);
    assert.deepEqual(edits.lines, ['a();', 'B();', 'b();', 'c();', 'd();']);
    assert.equal(edits.ended, 'interrupted');
    assert.equal(end.status, 'interrupted');
  });

  test('takes a block whose closing fence is missing at the end of a whole answer', async () => {
    const { edits } = await optimize(code, text('```\nB();'), finish);
    assert.deepEqual(edits.lines, ['a();', 'B();', 'c();']);
    assert.equal(edits.ended, 'complete');
  });

  test('takes nothing of an answer that the provider filtered away', async () => {
    const filtered = await optimize(code, text('Sorry.'), { type: 'finish', reason: 'content-filter' });
    assert.equal(filtered.edits.ended, 'discarded');
    assert.equal(filtered.end.status, 'filtered');
  });

  test('takes back an edit whose answer a filter stopped, though its code was closed', async () => {
    const stopped = new ProviderError('content-filter', 'x', { provider: 'test' });
    const { edits, end, said } = await optimize(code, text('```\nB();\n```\n- be'), stopped);
    assert.equal(end.status, 'filtered');
    assert.equal(edits.ended, 'discarded');
    assert.equal(said, '');
  });

  test('stops the request when the user gives the edit up', async () => {
    const edits = new MemoryReview();
    const provider = new ScriptedProvider(
      text('```\nB();\n'),
      async () => edits.givenUp.abort(new Error('undone')),
      text('more'),
    );
    const end = await editCode(
      { ...testDeps(), edits },
      { access: access(provider), target: code, task: { purpose: 'optimize' } },
      never,
    );
    assert.equal(end.status, 'stopped');
    assert.equal(edits.ended, 'stopped');
  });

  test('inserts generated code at the place, with the instruction as the question', async () => {
    const edits = new MemoryReview();
    const transcript = new MemoryTranscript();
    const provider = new ScriptedProvider(text('```ts\nfresh();\n```'), finish);
    const place = target('a();\nc();', { region: { startLine: 1, endLine: 1 }, taken: { by: 'cursor' } });
    await editCode(
      { ...testDeps(transcript), edits },
      { access: access(provider), target: place, task: { purpose: 'generate', instruction: 'call fresh' } },
      never,
    );
    assert.deepEqual(edits.lines, ['a();', 'fresh();', 'c();']);
    assert.equal(transcript.state.turns[0]?.question.text, 'call fresh');
    const prompt = provider.requests[0]!.messages[1]!;
    assert.ok(prompt.role === 'user' && prompt.text.includes('<instruction>\ncall fresh\n</instruction>'));
  });

  /** What the model was asked, for a generation at this place. */
  async function generate(place: CodeTarget, ...script: StreamEvent[]) {
    const edits = new MemoryReview();
    const provider = new ScriptedProvider(...script, finish);
    const task = { purpose: 'generate', instruction: 'x' } as const;
    await editCode({ ...testDeps(), edits }, { access: access(provider), target: place, task }, never);
    const prompt = provider.requests[0]!.messages[1]!;
    return { edits, prompt: prompt.role === 'user' ? prompt.text : '' };
  }

  test('rewrites the code that is there, and writes anew where there is none but white space', async () => {
    const lines = 'a();\n  \nc();';
    assert.match(
      (await generate(target(lines, { region: { startLine: 0, endLine: 1 } }))).prompt,
      /^Rewrite/,
    );
    assert.match((await generate(target(lines, { region: { startLine: 1, endLine: 2 } }))).prompt, /^Write/);
    assert.match((await generate(target(lines, { region: { startLine: 1, endLine: 1 } }))).prompt, /^Write/);
  });

  test('goes one step deeper after an opening line, by tabs where the file has them', async () => {
    const place = { region: { startLine: 1, endLine: 1 }, taken: { by: 'cursor' } } as const;
    const written = text('```\nfresh();\n```');
    const spaces = await generate(target('f() {\n}', place), written);
    assert.deepEqual(spaces.edits.lines, ['f() {', '  fresh();', '}']);
    const tabs = await generate(
      target('f() {\n}', { ...place, indentation: { unit: 'tab', size: 4 } }),
      written,
    );
    assert.deepEqual(tabs.edits.lines, ['f() {', '\tfresh();', '}']);
  });

  test('says in the editor’s own words why the editor gave it up', async () => {
    const edits = new MemoryReview();
    const closed = new UserError('document-closed', 'The file was closed.', 'Open it again.');
    const provider = new ScriptedProvider(text('```\nB();\n'), async () => edits.givenUp.abort(closed));
    const input = { access: access(provider), target: code, task: { purpose: 'optimize' } } as const;
    await assert.rejects(editCode({ ...testDeps(), edits }, input, never), closed);
  });

  test('asks nothing of the model when the editor refuses, or the code does not fit', async () => {
    const provider = new ScriptedProvider(finish);
    const refusal = new UserError('read-only-file', 'Read-only.', 'Save a copy.');
    const edits: EditReview = { open: () => Promise.reject(refusal) };
    const transcript = new MemoryTranscript();
    const deps = { ...testDeps(transcript), edits };
    const task = { purpose: 'optimize' } as const;
    await assert.rejects(editCode(deps, { access: access(provider), target: code, task }, never), refusal);
    const small = access(provider, { contextTokens: 300 });
    await assert.rejects(
      editCode(deps, { access: small, target: target('word '.repeat(2000)), task }, never),
      (error) => error instanceof UserError && error.kind === 'selection-too-long',
    );
    assert.equal(provider.requests.length + transcript.state.turns.length, 0);
  });

  test('names the symbol that it is about', async () => {
    const named = { ...code, taken: { by: 'symbol', name: 'f', kind: 'function' } } as const;
    const transcript = new MemoryTranscript();
    const input = {
      access: access(new ScriptedProvider(finish)),
      target: named,
      task: { purpose: 'optimize' },
    } as const;
    await editCode({ ...testDeps(transcript), edits: new MemoryReview() }, input, never);
    assert.equal(transcript.state.turns[0]?.question.text, 'Optimize `f`.');
  });
});

suite('a translation', () => {
  const README = target('# Über\n\nDas ist es.\n\n```sh\nnpm ci\n```\n', {
    path: 'README.md',
    languageId: 'markdown',
    region: { startLine: 0, endLine: 7 },
    taken: { by: 'document' },
  });

  async function translate(code: CodeTarget, what: 'comments' | 'document', ...script: StreamEvent[]) {
    const edits = new MemoryReview();
    const transcript = new MemoryTranscript();
    const provider = new ScriptedProvider(...script);
    const task = { purpose: 'translate', what, language: 'English' } as const;
    await editCode(
      { ...testDeps(transcript), edits },
      { access: access(provider), target: code, task },
      never,
    );
    const [system, prompt] = provider.requests[0]!.messages.map(
      (message) => 'text' in message && message.text,
    );
    return { edits, turn: transcript.state.turns[0]!, system, prompt: String(prompt) };
  }

  test('of a document is the whole answer, with its own code blocks, as a pending edit', async () => {
    const english = '# About\n\nThis is it.\n\n```sh\nnpm ci\n```';
    for (const answer of [english, `\`\`\`markdown\n${english}\n\`\`\``]) {
      const { edits, turn, prompt, system } = await translate(README, 'document', text(answer), finish);
      assert.deepEqual(edits.lines, [...english.split('\n'), '']);
      assert.equal(edits.ended, 'complete');
      assert.equal(turn.question.text, 'Translate the text into English.');
      assert.equal(turn.answer.text, 'The text is in `README.md`, as a pending edit.');
      assert.match(prompt, /^Translate this text from `README\.md`, lines 1–7 into English\./);
      assert.match(String(system), /in the language that the task names/);
    }
  });

  test('of comments is the code block of the answer', async () => {
    const code = target('// eins\nf();');
    const { edits, prompt } = await translate(code, 'comments', text('```ts\n// one\nf();\n```'), finish);
    assert.deepEqual(edits.lines, ['// one', 'f();']);
    assert.match(prompt, /Translate the comments of this TypeScript code .* into English/);
  });

  test('that would be longer than an answer may be is not asked for', async () => {
    const provider = new ScriptedProvider(finish);
    const long = target('Wort und Wort. '.repeat(1500));
    const task = { purpose: 'translate', what: 'document', language: 'English' } as const;
    await assert.rejects(
      editCode(
        { ...testDeps(), edits: new MemoryReview() },
        { access: access(provider), target: long, task },
        never,
      ),
      (error) => error instanceof UserError && error.kind === 'selection-too-long',
    );
    assert.equal(provider.requests.length, 0);
  });
});

suite('a section of a README', () => {
  async function section(lines: string, startLine: number, endLine: number) {
    const edits = new MemoryReview();
    const provider = new ScriptedProvider(text('## Install\n\n```sh\nnpm ci\n```\n'), finish);
    const code = target(lines, { path: 'README.md', languageId: 'markdown', region: { startLine, endLine } });
    const task = { purpose: 'generate', instruction: 'Install', project: 'Files:\npackage.json' } as const;
    await editCode({ ...testDeps(), edits }, { access: access(provider), target: code, task }, never);
    return { lines: edits.lines?.join('\n'), prompt: JSON.stringify(provider.requests[0]!.messages) };
  }

  test('is inserted with blank lines around it and keeps its code blocks', async () => {
    const written = '## Install\n\n```sh\nnpm ci\n```';
    const end = await section('# A\n\nwords\n', 3, 4);
    assert.equal(end.lines, `# A\n\nwords\n\n${written}\n`);
    assert.match(end.prompt, /What is known of the project:.*package\.json/);
    assert.match(end.prompt, /The README as it is:.*# A/);
    const middle = await section('# A\n\n## B\n', 1, 2);
    assert.equal(middle.lines, `# A\n\n${written}\n\n## B\n`);
    assert.equal((await section('', 0, 1)).lines, `${written}\n`);
  });
});
