import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSettings } from '../../../../src/core/settings.ts';
import { dialogueService } from '../../../../src/providers/dialogue/service.ts';

const page = readFileSync(new URL('../../../../docs/dialogue-service.md', import.meta.url), 'utf8');

/** The defaults in the table with this heading; one that is empty is none. */
function defaultsIn(heading: string): Readonly<Record<string, string>> {
  const [, table = ''] = page.split(`| ${heading} | default | |\n`);
  const rows = /^(?:\|.*\n)+/.exec(table)?.[0] ?? '';
  return Object.fromEntries(
    [...rows.matchAll(/^\| `(\w+)` \| (?:`([^`]+)`)? ?\|/gm)].map(([, name, value = '']) => [name, value]),
  );
}

test('the page about dialogue services tells the defaults that are in force', () => {
  const { paths, fields } = dialogueService();
  assert.deepEqual(defaultsIn('path'), paths);
  assert.deepEqual(defaultsIn('field'), fields);
});

test('the settings on the page about dialogue services are settings that can be used', () => {
  const examples = [...page.matchAll(/```json\n(\{\n {2}"inkstone.*?)```/gs)].map(
    ([, json = '']) => JSON.parse(json) as Record<string, unknown>,
  );
  assert.equal(examples.length, 2);
  for (const example of examples) {
    const { settings, problems } = parseSettings((name) => example[`inkstone.${name}`]);
    assert.deepEqual(problems, []);
    assert.equal(settings.endpoints.company?.dialect, 'dialogue');
  }
});
