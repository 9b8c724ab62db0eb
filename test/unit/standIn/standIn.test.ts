import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import type { ChatCompletionRequest } from '../../model-server/answer.ts';
import { answerAsStandIn } from '../../model-server/standIn/answerAsStandIn.ts';
import { startStandIn } from '../../model-server/standIn/startStandIn.ts';

const asked = (content: string, more: Partial<ChatCompletionRequest> = {}): ChatCompletionRequest => ({
  model: 'stand-in',
  messages: [{ role: 'user', content }],
  ...more,
});

function answered(request: ChatCompletionRequest): { readonly text: string; readonly reason: string } {
  let text = '';
  for (const delta of answerAsStandIn(request)) {
    if (delta.type === 'text') text += delta.text;
    if (delta.type === 'finish') return { text, reason: delta.reason };
  }
  throw new Error('the answer has no end');
}

/** The first fenced block of an answer. */
const block = (text: string): string => /```\w*\n([\s\S]*?)\n```/.exec(text)?.[1] ?? '';

test('An answer depends on the code that was sent, and on nothing else.', () => {
  const question = (name: string): ChatCompletionRequest =>
    asked(`Explain:\n\`\`\`js\nfunction ${name}(a) { return a; }\n\`\`\``);
  const first = answered(question('alpha'));
  assert.deepEqual(answered(question('alpha')), first);
  assert.equal(answered(question('beta')).text, first.text.replaceAll('alpha', 'beta'));
});

test('An optimize answer has one block with all of the code, then the list.', () => {
  const { text, reason } = answered(
    asked('Optimize:\n```js\nfunction f(a) {\n  if (a > 1) return true;\n  return false;\n}\n```'),
  );
  assert.equal(reason, 'stop');
  assert.equal(block(text), 'function f(a) {\n  return a > 1;\n}');
  assert.equal(text.match(/```/g)?.length, 2);
  assert.match(text.split('```')[2]!, /line 2 returns `a > 1`/);
});

test('Code that holds fences comes back whole.', () => {
  const code = 'const a = `\n```\nb\n```\n`;';
  const { text } = answered(asked(`Optimize:\n\`\`\`\`js\n${code}\n\`\`\`\``));
  assert.ok(text.startsWith(`\`\`\`\`js\n${code}\n\`\`\`\`\n`), text);
});

test('An unchanged answer says so, and a language without a parser is not guessed at.', () => {
  assert.match(answered(asked('Optimize:\n```js\nf();\n```')).text, /^```js\nf\(\);\n```\n\nUnchanged/);
  assert.match(
    answered(asked('Optimize:\n```cobol\nMOVE A TO B.\n```')).text,
    /^```cobol\nMOVE A TO B\.\n```\n\n.*no parser/,
  );
  assert.match(answered(asked('优化：\n```js\nf();\n```')).text, /未作修改/);
});

test('A question without code is told who answers and what it can do.', () => {
  assert.match(answered(asked('Hi')).text, /stand-in model.*cannot reason/s);
});

test('The limit of tokens ends an answer with `length`.', () => {
  const { text, reason } = answered(asked('Hi', { max_tokens: 3 }));
  assert.equal(reason, 'length');
  assert.equal(text, 'This is the');
});

test('It serves over HTTP, as the model of its name, at the pace of the environment.', async () => {
  const server = await startStandIn({ INKSTONE_STAND_IN_TOKENS_PER_SECOND: '0' });
  try {
    const models = (await (await fetch(`${server.baseUrl}/models`)).json()) as { data: { id: string }[] };
    assert.deepEqual(
      models.data.map(({ id }) => id),
      ['stand-in'],
    );
    const response = await fetch(`${server.baseUrl}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(asked('How many lines?\n```py\nx = 1\ny = 2\n```', { stream: true })),
    });
    const stream = await response.text();
    const said = [...stream.matchAll(/"content":("(?:[^"\\]|\\.)*")/g)]
      .map((match) => JSON.parse(match[1]!) as string)
      .join('');
    assert.match(said, /^It has 2 lines of Python\./);
    assert.match(stream, /data: \[DONE\]\n\n$/);
  } finally {
    await server.close();
  }
});

test('As a process it prints where it listens, and ends when its starter lets go of it.', async () => {
  const main = path.resolve(import.meta.dirname, '../../model-server/standIn/main.ts');
  const child: ChildProcess = spawn(process.execPath, [main], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
  const { baseUrl } = JSON.parse(line) as { baseUrl: string };
  assert.equal((await fetch(`${baseUrl}/models`)).status, 200);
  child.stdin!.end();
  assert.deepEqual(await ended, [0, null]);
});
