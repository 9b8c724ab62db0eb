import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isProtectedPath } from '../../../../src/core/edit/protectedPath.ts';

suite('A protected path', () => {
  test('is one whose change runs programs, loosens a protection or steers assistants', () => {
    for (const path of [
      '.git/hooks/pre-commit',
      'app/.vscode/tasks.json',
      '.github/workflows/ci.yml',
      '.env',
      'server/.env.local',
      'AGENTS.md',
      '.inkstone/rules/style.md',
      'a\\.husky\\pre-push',
      'team.code-workspace',
    ])
      assert.ok(isProtectedPath(path), path);
  });

  test('is no file of the project’s own code', () => {
    for (const path of ['src/git.ts', 'docs/github.md', 'src/env.ts', 'environment/.keep', 'vscode/a.ts'])
      assert.ok(!isProtectedPath(path), path);
  });
});
