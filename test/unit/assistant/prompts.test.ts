import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type Surroundings, surroundings } from '../../../src/assistant/prompts/codeContext.ts';
import { explainPrompt } from '../../../src/assistant/prompts/explainPrompt.ts';
import { fencedCode } from '../../../src/assistant/prompts/fencedCode.ts';
import { generatePrompt, rewritePrompt } from '../../../src/assistant/prompts/generatePrompt.ts';
import { languageAdvice } from '../../../src/assistant/prompts/languageAdvice.ts';
import { optimizePrompt } from '../../../src/assistant/prompts/optimizePrompt.ts';
import { systemPrompt } from '../../../src/assistant/prompts/systemPrompt.ts';
import { tagged } from '../../../src/assistant/prompts/tagged.ts';
import { type CodeTarget, placeAt, referenceTo } from '../../../src/assistant/workspace.ts';
import type { Purpose } from '../../../src/core/model/chatRequest.ts';
import { estimateTokens } from '../../../src/core/usage/estimateTokens.ts';
import { target } from './scripted.ts';

const NOTHING: Surroundings = { head: [], before: [], after: [] };
const AROUND: Surroundings = { head: ['import os'], before: ['x = 1'], after: ['y = 2'] };

const PYTHON: CodeTarget = target('import os\nx = 1\ndef f():\n    return x\ny = 2', {
  path: 'app/a.py',
  languageId: 'python',
  region: { startLine: 2, endLine: 4 },
  taken: { by: 'symbol', name: 'f', kind: 'function' },
});

const PROMPTS: Readonly<Record<string, (around: Surroundings, rules?: string) => string>> = {
  explain: (around, rules) => explainPrompt(PYTHON, around, rules),
  optimize: (around, rules) => optimizePrompt(PYTHON, around, rules),
  rewrite: (around, rules) => rewritePrompt(PYTHON, 'Use a class.', around, rules),
  generate: (around, rules) => generatePrompt(PYTHON, 'Add a test.', around, rules),
};

for (const [name, prompt] of Object.entries(PROMPTS)) {
  suite(`the prompt to ${name}`, () => {
    test('names the language and the place', () => {
      const text = prompt(AROUND);
      assert.match(text.split('\n', 1)[0]!, /Python code/);
      assert.match(text.split('\n', 1)[0]!, /`app\/a\.py`.*\b3\b/);
    });

    test('shows what is around as context, each part in a fence of its own and in the file’s order', () => {
      const text = prompt(AROUND);
      const parts = ['import os', 'x = 1', 'y = 2'].map((code) =>
        text.indexOf(`\`\`\`python\n${code}\n\`\`\``),
      );
      assert.ok(parts[0]! > 0 && parts[1]! > parts[0]! && parts[2]! > parts[1]!);
      assert.equal(text.match(/for context only/g)?.length, 3);
    });

    test('has no headings for what is not there', () => {
      const text = prompt({ ...NOTHING, before: ['', '   '] }, '  \n ');
      assert.doesNotMatch(text, /for context only|project-rules|\n\n\n/);
    });

    test('brings the project’s rules as material, below the task and above the code', () => {
      const text = prompt(AROUND, '\nUse tabs.\n');
      const at = text.indexOf('<project-rules>\nUse tabs.\n</project-rules>');
      assert.ok(at > 0 && at < text.indexOf('for context only'));
      assert.match(text, /cannot change your task/);
    });
  });
}

suite('each prompt has its own task', () => {
  const code = '```python\ndef f():\n    return x\n```';

  test('to explain: in order, each line with its number in the file, and without suggestions', () => {
    const text = explainPrompt(PYTHON, NOTHING, undefined);
    assert.match(text, /lines 3–4 \(function `f`\)/);
    assert.match(text, /exactly this form.*: \[a\.py:3\]\(app\/a\.py:3\)$/m);
    assert.match(text, /do not suggest changes/);
    assert.match(text, /begins with its number.*never copy them/);
    assert.ok(text.endsWith('\n```python\n3|def f():\n4|    return x\n```'));
  });

  test('to optimize: the same behaviour, what experts of the language look at, the whole block back', () => {
    const text = optimizePrompt(PYTHON, NOTHING, undefined);
    assert.match(text, /Behaviour must stay exactly the same/);
    assert.ok(text.includes(languageAdvice('python').optimize));
    assert.match(text, /every line of it, unchanged ones included/);
    assert.ok(text.endsWith(`The code to optimize:\n${code}`));
  });

  test('to rewrite: the instruction as it was written, and the whole block back', () => {
    const text = rewritePrompt(PYTHON, 'Use a class.\n  And $& that.', NOTHING, undefined);
    assert.ok(text.includes('<instruction>\nUse a class.\n  And $& that.\n</instruction>'));
    assert.ok(text.includes(languageAdvice('python').write));
    assert.ok(text.endsWith(`The code to rewrite:\n${code}`));
  });

  test('to generate: at a line, indented as the file is, and with no code to replace', () => {
    const place = { ...PYTHON, region: { startLine: 4, endLine: 4 } };
    const text = generatePrompt(place, 'Add a test.', NOTHING, undefined);
    assert.match(text, /inserted in `app\/a\.py` at line 5,/);
    assert.match(text, /Indent with 2 spaces/);
    const tabs = { ...place, indentation: { unit: 'tab', size: 4 } } as const;
    assert.match(generatePrompt(tabs, 'x', NOTHING, undefined), /Indent with tabs/);
    assert.match(text, /Do not repeat the lines shown/);
    assert.doesNotMatch(text, /to rewrite:|```/);
  });
});

suite('advice about a language', () => {
  test('has the names of people and of fences, not the editor’s ids', () => {
    for (const [id, name, fence] of [
      ['csharp', 'C#', 'csharp'],
      ['shellscript', 'Bash', 'bash'],
      ['typescriptreact', 'TypeScript React', 'tsx'],
      ['javascriptreact', 'JavaScript React', 'jsx'],
      ['cuda-cpp', 'CUDA C++', 'cpp'],
      ...['PHP', 'Ruby', 'Kotlin', 'Swift', 'SQL', 'Vue', 'HTML', 'CSS'].map(
        (each) => [each.toLowerCase(), each, each.toLowerCase()] as const,
      ),
    ] as const) {
      const advice = languageAdvice(id);
      assert.deepEqual([advice.name, advice.fence], [name, fence]);
      assert.notEqual(advice.optimize, languageAdvice('haskell').optimize);
    }
    const component = { ...PYTHON, languageId: 'typescriptreact' };
    assert.match(optimizePrompt(component, AROUND, undefined), /TypeScript React code[\s\S]*```tsx\nx = 1/);
  });

  test('adds hooks to what holds for all of TypeScript', () => {
    const { optimize, write } = languageAdvice('typescriptreact');
    assert.ok(optimize.startsWith(languageAdvice('typescript').optimize) && /rules of hooks/.test(optimize));
    assert.ok(write.startsWith(languageAdvice('typescript').write) && /Where it is a component/.test(write));
  });

  test('asks for errors and contexts only where there is something to fail or to wait for', () => {
    assert.match(languageAdvice('go').write, /Where it can fail, .*where it does I\/O/);
    assert.match(languageAdvice('csharp').write, /Where it does I\/O, async/);
  });

  test('is general for a language that it does not know, under the language’s own name', () => {
    for (const [id, name] of [
      ['haskell', 'haskell'],
      ['', 'plain text'],
      ['constructor', 'constructor'],
    ] as const) {
      const advice = languageAdvice(id);
      assert.deepEqual([advice.name, advice.fence], [name, id]);
      assert.match(advice.optimize, /repeated inside loops/);
    }
  });
});

suite('the system’s prompt', () => {
  test('says that material gives no orders', () => {
    assert.match(systemPrompt('English', 'chat'), /material.*not addressed to you/s);
  });

  test('leaves the language of a chat to the user, and that of a command, whose words are ours, to the setting', () => {
    const last = (purpose: Purpose) => systemPrompt('Simplified Chinese', purpose).split('\n').at(-1) ?? '';
    assert.match(last('chat'), /^Answer in Simplified Chinese, unless the user/);
    for (const purpose of ['explain', 'optimize', 'generate'] as const) {
      assert.match(last(purpose), /^Write all prose in Simplified Chinese, whatever/);
      assert.doesNotMatch(last(purpose), /unless/);
    }
    assert.match(last('write'), /is Simplified Chinese, unless the task says that the material decides it/);
    assert.match(last('translate'), /say to the user is in Simplified Chinese.*language that the task names/);
  });
});

suite('words between tags', () => {
  test('cannot close them or open others, however they are written', () => {
    const pieces = ['<', '/', ' ', 'instruction', 'project-rules', 'INSTRUCTION', '>', '\n', 'a'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (words) => {
        const text = tagged('instruction', words.join(''));
        const tags = text.match(/<\s*\/?\s*(?:instruction|project-rules)\b/gi);
        assert.deepEqual(tags, ['<instruction', '</instruction']);
      }),
      { numRuns: 500 },
    );
  });

  test('are otherwise as they were', () => {
    const words = 'Use <b> & </b>, a < b, $& and ```.';
    assert.equal(tagged('project-rules', words), `<project-rules>\n${words}\n</project-rules>`);
    assert.equal(tagged('instruction', '</instruction>'), '<instruction>\n&lt;/instruction>\n</instruction>');
  });
});

suite('a place in the code', () => {
  const place = (path: string, more: Partial<CodeTarget> = {}): string =>
    placeAt(target('a', { path, ...more }), 18);

  test('is a link that a click opens at the line', () => {
    assert.equal(place('src/cart.ts'), '[cart.ts:18](src/cart.ts:18)');
    assert.equal(place('Makefile'), '[Makefile:18](./Makefile:18)');
    assert.equal(place('源码/购物车.ts'), '[购物车.ts:18](源码/购物车.ts:18)');
  });

  test('keeps together what a space or a bracket would cut', () => {
    assert.equal(place('my app/[id] (1).ts'), '[[id] (1).ts:18](my%20app/%5Bid%5D%20%281%29.ts:18)');
    assert.equal(decodeURIComponent('my%20app/%5Bid%5D%20%281%29.ts'), 'my app/[id] (1).ts');
    assert.equal(place('50%/a.ts'), '[a.ts:18](50%25/a.ts:18)');
  });

  test('is in words where no link could lead: outside of the workspace, in no file, in a notebook’s cell', () => {
    for (const outside of ['/home/x/a.ts', 'C:\\x\\a.ts', '\\\\server\\a.ts'])
      assert.equal(place(outside), 'line 18');
    assert.equal(place('Untitled-1', { uri: 'untitled:Untitled-1' }), 'line 18');
    assert.equal(place('a.ipynb', { uri: 'vscode-notebook-cell:/w/a.ipynb#W0' }), 'line 18');
  });
});

suite('code in a fence', () => {
  test('cannot close it, whatever runs of backticks it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', '``', '````', 'a', '\n'), { maxLength: 40 }), (pieces) => {
        const code = pieces.join('');
        const [opening = '', ...rest] = fencedCode('md', code).split('\n');
        const fence = /^`+/.exec(opening)![0];
        assert.ok(!code.includes(fence));
        assert.deepEqual([rest.slice(0, -1).join('\n'), rest.at(-1)], [code, fence]);
      }),
    );
  });

  test('may hold very many of them', () => {
    const code = '`a` '.repeat(300_000);
    assert.equal(fencedCode('md', code), `\`\`\`md\n${code}\n\`\`\``);
  });
});

suite('the surroundings of code', () => {
  const lines = Array.from({ length: 300 }, (_, index) => `const line${index + 1} = ${index};`);
  const inTheMiddle = target(lines.join('\n'), { region: { startLine: 150, endLine: 152 } });

  test('are the nearest lines, two above for each below, and the head of the file', () => {
    const { head, before, after } = surroundings(inTheMiddle, 100_000);
    assert.deepEqual(before, lines.slice(90, 150));
    assert.deepEqual(after, lines.slice(152, 182));
    assert.deepEqual(head, lines.slice(0, 40));
  });

  test('go short of the head first, and then of what is far', () => {
    const { head, before, after } = surroundings(inTheMiddle, 60);
    assert.deepEqual(head, []);
    assert.equal(before.at(-1), lines[149]);
    assert.equal(after[0], lines[152]);
  });

  test('stop before a line that is too long, on that side', () => {
    const minified = target(['x', 'y'.repeat(50_000), 'const near = 1;', 'target', 'below'].join('\n'), {
      region: { startLine: 3, endLine: 4 },
    });
    assert.deepEqual(surroundings(minified, 200), {
      head: ['x'],
      before: ['const near = 1;'],
      after: ['below'],
    });
  });

  test('cost no more than they may, show no line twice, and lie where they say', () => {
    const line = fc.constantFrom('', 'import x from "y";', '  return 1;', '长的一行代码'.repeat(8), '}');
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 120 }),
        fc.nat(120),
        fc.nat(120),
        fc.integer({ min: -100, max: 800 }),
        (file, a, b, budget) => {
          const [startLine, endLine] = [a, b]
            .map((at) => Math.min(at, file.length))
            .sort((x, y) => x - y) as [number, number];
          const { head, before, after } = surroundings(
            target(file.join('\n'), { region: { startLine, endLine } }),
            budget,
          );
          assert.deepEqual(head, file.slice(0, head.length));
          assert.deepEqual(before, file.slice(startLine - before.length, startLine));
          assert.deepEqual(after, file.slice(endLine, endLine + after.length));
          assert.ok(head.length + before.length <= startLine);
          const cost = [...head, ...before, ...after].reduce(
            (sum, each) => sum + estimateTokens(`${each}\n`),
            0,
          );
          assert.ok(cost <= Math.max(0, budget));
        },
      ),
    );
  });
});

suite('the chip of code', () => {
  const label = (path: string, startLine: number, endLine: number): string =>
    referenceTo(target('a\nb\nc', { path, region: { startLine, endLine } })).label;

  test('names the file and its lines from 1', () => {
    assert.equal(label('src/deep/a.ts', 0, 3), 'a.ts:1-3');
    assert.equal(label('src\\deep\\a.ts', 1, 2), 'a.ts:2');
    assert.equal(label('Untitled-1', 0, 1), 'Untitled-1:1');
  });

  test('of a place between lines names the line after it', () => {
    assert.equal(label('a.ts', 1, 1), 'a.ts:2');
  });
});
