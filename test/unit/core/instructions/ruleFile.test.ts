import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseRuleFile, ruleApplies } from '../../../../src/core/instructions/ruleFile.ts';

const applies = (head: string, ...paths: readonly string[]): boolean =>
  ruleApplies(parseRuleFile(`---\n${head}\n---\nUse tabs.\n`), paths);

suite('A file of rules', () => {
  test('goes along always when it says nothing about it', () => {
    const rule = parseRuleFile('\nUse tabs.\n');
    assert.deepEqual(rule, { body: 'Use tabs.', globs: [], always: undefined });
    assert.ok(ruleApplies(rule, []) && ruleApplies(rule, ['a.ts']));
    assert.ok(applies('description: style'));
  });

  test('goes along with the files that its globs fit, and with no other', () => {
    for (const head of [
      'globs: src/**/*.{ts,tsx}, *.md',
      'globs: ["src/**/*.{ts,tsx}", "*.md"]',
      'globs:\n  - src/**/*.{ts,tsx}\n  - "*.md"\nalwaysApply: false',
    ]) {
      assert.ok(applies(head, 'src/a/b.tsx') && applies(head, 'docs/x.md'), head);
      assert.ok(!applies(head, 'lib/a.ts') && !applies(head), head);
      assert.ok(applies(head, 'lib/a.ts', 'docs/x.md'), head);
    }
  });

  test('goes along in any case with alwaysApply, and stays behind without it and globs', () => {
    assert.ok(applies('alwaysApply: true\nglobs: "*.py"', 'a.ts'));
    assert.ok(!applies('alwaysApply: false', 'a.ts'));
    assert.ok(applies('alwaysApply: false\nglobs:\n', 'a.ts') === false);
  });
});
