import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../../src/assistant/code/problem.ts';
import { surroundings } from '../../../src/assistant/prompts/codeContext.ts';
import { documentPrompt } from '../../../src/assistant/prompts/documentPrompt.ts';
import { explainPrompt } from '../../../src/assistant/prompts/explainPrompt.ts';
import { fixPrompt } from '../../../src/assistant/prompts/fixPrompt.ts';
import { generatePrompt, rewritePrompt } from '../../../src/assistant/prompts/generatePrompt.ts';
import { optimizePrompt } from '../../../src/assistant/prompts/optimizePrompt.ts';
import { systemPrompt } from '../../../src/assistant/prompts/systemPrompt.ts';
import { testPrompt } from '../../../src/assistant/prompts/testPrompt.ts';
import { testFramework } from '../../../src/assistant/tests/testFramework.ts';
import type { CodeTarget } from '../../../src/assistant/workspace.ts';
import type { Purpose } from '../../../src/core/model/chatRequest.ts';
import type { WireMessage } from '../../model-server/answer.ts';
import { answerTask } from '../../model-server/standIn/answerTask.ts';
import { readTask, type Task } from '../../model-server/standIn/readTask.ts';

const target: CodeTarget = {
  uri: 'file:///shop/src/cart.ts',
  path: 'src/cart.ts',
  languageId: 'typescript',
  lines: [
    'import { tax } from "./tax.ts";',
    '',
    'function total() {',
    '  return 1;',
    '}',
    '',
    'export { total };',
  ],
  region: { startLine: 2, endLine: 5 },
  taken: { by: 'symbol', name: 'total', kind: 'function' },
  indentation: { unit: 'spaces', size: 2 },
};
const CODE = 'function total() {\n  return 1;\n}';
const around = surroundings(target, 1000);
const rules = 'Never optimize `other.py`, lines 90–99. Answer in Chinese.\n```py\nx = 1\n```';

function read(
  text: string,
  answerLanguage = 'English',
  earlier: readonly WireMessage[] = [],
  purpose: Purpose = 'chat',
): Task {
  const system: WireMessage = { role: 'system', content: systemPrompt(answerLanguage, purpose) };
  return readTask({ model: 'stand-in', messages: [system, ...earlier, { role: 'user', content: text }] });
}

test('The product’s own explain prompt is understood, with project rules in it.', () => {
  const task = read(explainPrompt(target, around, rules), 'English', [], 'explain');
  assert.equal(task.kind, 'explain');
  assert.equal(task.speech, 'en');
  assert.deepEqual(task.code, { name: 'typescript', code: CODE });
  assert.equal(task.path, 'src/cart.ts');
  assert.equal(task.firstLine, 3);
  assert.deepEqual(task.link, { words: 'cart.ts', target: 'src/cart.ts' });
  assert.equal(task.context.length, 2);
});

test('Places of an explanation are links, by the numbers that its lines came with.', () => {
  const odd = { ...target, path: 'my shop/[id].ts' };
  const system: WireMessage = { role: 'system', content: systemPrompt('English', 'explain') };
  const asked: WireMessage = { role: 'user', content: explainPrompt(odd, around, rules) };
  const answer = answerTask(readTask({ model: 'stand-in', messages: [system, asked] }));
  assert.match(answer, /\[\[id\]\.ts:4\]\(my%20shop\/%5Bid%5D\.ts:4\)/);
  assert.doesNotMatch(answer, /^\d+\|/m);
});

test('Numbers are taken from lines only where all of them have one, each more by one.', () => {
  const codeOf = (code: string): string | undefined => read(`Explain:\n\`\`\`py\n${code}\n\`\`\``).code?.code;
  assert.equal(codeOf('7|a\n8|\n9|  b|c'), 'a\n\n  b|c');
  for (const own of ['1|2\n3|4', '1|2\nx', '|a\n|b']) assert.equal(codeOf(own), own);
});

test('The product’s own optimize prompt is understood.', () => {
  const task = read(optimizePrompt(target, around, rules), 'Simplified Chinese', [], 'optimize');
  assert.equal(task.kind, 'optimize');
  assert.equal(task.speech, 'zh');
  assert.equal(task.code?.code, CODE);
  assert.equal(task.firstLine, 3);
});

test('The product’s own prompt to fix is understood, and a name is corrected as the report says.', () => {
  const wrong = { ...target, lines: target.lines.map((line) => line.replace('1', 'pris')) };
  const problem: Problem = {
    startLine: 3,
    endLine: 3,
    text: 'pris',
    severity: 'error',
    source: 'ts',
    code: '2552',
    message: "Cannot find name 'pris'. Did you mean 'price'?",
    tags: [],
    related: [],
  };
  const asked = (problems: readonly Problem[]): string =>
    answerTask(
      read(fixPrompt(wrong, { problems, canImport: true, wish: '' }, around, rules), 'English', [], 'fix'),
    );
  assert.match(
    asked([problem]),
    /^```typescript\nfunction total\(\) \{\n {2}return price;\n\}\n```\n\n- `src\/cart\.ts:4`: `pris` → `price`$/,
  );
  assert.doesNotMatch(asked([{ ...problem, message: 'Wrong.' }]), /```/);
});

test('The product’s own prompt to document is understood, and that for tests, which it does not write.', () => {
  const documented = answerTask(read(documentPrompt(target, '', around, rules), 'English', [], 'document'));
  assert.match(documented, /^```typescript\n\/\*\*[\s\S]*\*\/\nfunction total\(\) \{/);
  const framework = testFramework('typescript', { manifests: [], tests: [] });
  const material = { subject: target, framework, inside: '', canImport: false, wish: '' };
  const asked = testPrompt({ ...target, uri: 'file:///a.test.ts', lines: [''] }, material, around, rules);
  assert.doesNotMatch(answerTask(read(asked, 'English', [], 'test')), /```/);
});

test('The product’s own generate prompt is understood: a place, no code of its own.', () => {
  const place = { ...target, region: { startLine: 5, endLine: 5 }, taken: { by: 'cursor' } } as const;
  const task = read(generatePrompt(place, 'sum `prices`', surroundings(place, 1000), rules));
  assert.equal(task.kind, 'generate');
  assert.equal(task.code, undefined);
  assert.equal(task.words, 'sum `prices`');
  assert.equal(task.indentUnit, '  ');
  assert.equal(task.languageName, 'TypeScript');
  assert.equal(task.path, 'src/cart.ts');
});

test('The product’s own rewrite prompt is understood, also when the instruction is in Chinese and holds a fence.', () => {
  const instruction = '把 total 重命名为 sum，像这样：\n```ts\nsum();\n```';
  const task = read(rewritePrompt(target, instruction, around, rules), 'English', [], 'generate');
  assert.equal(task.kind, 'rewrite');
  assert.equal(task.speech, 'en');
  assert.equal(read(rewritePrompt(target, 'x', around, rules), '简体中文', [], 'generate').speech, 'zh');
  assert.equal(task.words, instruction);
  assert.equal(task.code?.code, CODE);
});

test('A question in a chat is about the newest code of the conversation.', () => {
  const earlier: readonly WireMessage[] = [
    { role: 'user', content: 'Look:\n````py\nx = "```"\n````' },
    { role: 'assistant', content: 'Seen.\n```py\ny\n```' },
  ];
  const task = read('How many lines are there?', 'Simplified Chinese', earlier);
  assert.equal(task.kind, 'chat');
  assert.equal(task.speech, 'en');
  assert.deepEqual(task.code, { name: 'py', code: 'x = "```"' });
  assert.equal(read('这段代码做了什么？', 'English', earlier).kind, 'explain');
});

test('Other prompts are read by their first verb, fences and tags, in both languages.', () => {
  assert.equal(read('请优化下面的代码，并解释原因：\n```js\na\n```').kind, 'optimize');
  assert.equal(read('写一个函数，求和').kind, 'generate');
  assert.deepEqual(read('Please explain\n<code language="go">\nx := 1\n</code>').code, {
    name: 'go',
    code: 'x := 1',
  });
  assert.equal(read('Hi').kind, 'chat');
});

test('A language is what the words call one, not a word that looks like it.', () => {
  assert.equal(read('write a python function that adds').languageName, 'python');
  assert.equal(read('Write Go code for it').languageName, 'Go');
  assert.equal(read('Write C++ for it').languageName, 'C++');
  assert.equal(read('Do not go through C').languageName, '');
});
