import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { terminalPrompt } from '../../../../src/assistant/prompts/terminalPrompt.ts';

suite('the prompt about a terminal', () => {
  test('brings the command, its folder, its exit code and its output, each where it is known', () => {
    const all = terminalPrompt({ command: 'npm test', folder: 'shop', exitCode: 1, output: 'boom' });
    assert.match(
      all,
      /The command:\n```sh\nnpm test\n```\n\nIt ran in the folder `shop` of the workspace\. It ended with the exit code 1\./,
    );
    assert.match(all, /```text\nboom\n```$/);
    const bare = terminalPrompt({ output: 'boom' });
    assert.doesNotMatch(bare, /The command|It ran|exit code \d|\n\n\n/);
    assert.match(
      terminalPrompt({ command: 'true', exitCode: 0, output: '' }),
      /exit code 0\.\n\nThe editor has read no output of it:/,
    );
  });

  test('asks for places in the form that is looked up', () => {
    assert.match(terminalPrompt({ output: 'x' }), /`src\/cart\.ts:18`/);
  });

  test('keeps the beginning and the end of long output, and says that something is missing', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `line ${index}`);
    const prompt = terminalPrompt({ output: lines.join('\n') });
    assert.match(
      prompt,
      /```text\nline 0\nline 1\n[\s\S]*\n\[… some of it was left out here …\]\nline \d+\n[\s\S]*line 4999\n```$/,
    );
    assert.ok(prompt.length < 27_000);
  });

  test('lets nothing in the output close its fence, of any length', () => {
    void fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n'), minLength: 1 }), (output) => {
        const [, fence] = /(`{3,})text\n/.exec(terminalPrompt({ output })) ?? [];
        assert.ok(fence && !output.includes(fence));
      }),
    );
    const flood = terminalPrompt({ output: 'x'.repeat(1_000_000) });
    assert.ok(flood.length < 27_000);
  });
});
