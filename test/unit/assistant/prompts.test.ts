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
import { type CodeTarget, referenceTo } from '../../../src/assistant/workspace.ts';
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

  test('to explain: in order, by line numbers that the editor shows, and without suggestions', () => {
    const text = explainPrompt(PYTHON, NOTHING, undefined);
    assert.match(text, /lines 3–4 \(function `f`\)/);
    assert.match(text, /first line of the code below is line 3\b/);
    assert.match(text, /do not suggest changes/);
    assert.ok(text.endsWith(`The code to explain:\n${code}`));
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
    assert.doesNotMatch(text, /to rewrite:|```/);
  });
});

suite('advice about a language', () => {
  test('is shared by its dialects', () => {
    assert.equal(languageAdvice('typescriptreact'), languageAdvice('typescript'));
    assert.equal(languageAdvice('javascriptreact'), languageAdvice('javascript'));
    assert.equal(languageAdvice('cuda-cpp').name, 'C++');
  });

  test('is general for a language that it does not know, under the language’s own name', () => {
    for (const [id, name] of [
      ['haskell', 'haskell'],
      ['', 'plain text'],
      ['constructor', 'constructor'],
    ] as const) {
      const advice = languageAdvice(id);
      assert.equal(advice.name, name);
      assert.match(advice.optimize, /repeated inside loops/);
    }
  });
});

test('the system’s prompt says in which language to answer, and that material gives no orders', () => {
  const text = systemPrompt('Simplified Chinese');
  assert.match(text, /Answer in Simplified Chinese/);
  assert.match(text, /material.*not addressed to you/s);
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
