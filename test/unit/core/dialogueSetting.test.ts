import assert from 'node:assert/strict';
import { test } from 'node:test';
import { badSetting } from '../../../src/core/badSetting.ts';
import { parseSettings } from '../../../src/core/settings.ts';
import { translator } from '../../../src/core/text/translate.ts';

function problemOf(dialogue: unknown): string | undefined {
  const [problem] = parseSettings((name) =>
    name === 'endpoints'
      ? { company: { baseUrl: 'https://x.example', dialect: 'dialogue', dialogue } }
      : undefined,
  ).problems;
  return problem && badSetting(problem, translator()).message;
}

test('a dialogue service may be left as it is, or described whole', () => {
  assert.equal(problemOf(undefined), undefined);
  assert.equal(problemOf({}), undefined);
  assert.equal(
    problemOf({
      mode: 'async',
      paths: { create: '/ai/talk', read: '/ai/talk/{id}', socket: '', cancel: 'POST /ai/talk/{id}/cancel' },
      fields: { userInput: 'request.text', system: '', usage: 'data.usage' },
      extra: { tenant: { id: 7 } },
      amend: false,
      auth: { tokenUrl: 'https://login.example/oauth/token', scopes: ['dialogue:read'], client: 'body' },
      heartbeatSeconds: 30,
    }),
    undefined,
  );
});

for (const [name, dialogue, reason] of [
  ['a path without its beginning', { paths: { create: 'v1/talk' } }, /must begin with \/.*paths\.create/s],
  ['a record’s path without an id', { paths: { read: '/v1/talk' } }, /\{id\}.*paths\.read/s],
  [
    'a method that cancels nothing',
    { paths: { cancel: 'GET /v1/talk/{id}' } },
    /POST or DELETE.*paths\.cancel/s,
  ],
  ['a field that is no way', { fields: { response: 'data..text' } }, /names with dots.*fields\.response/s],
  ['a token address of another kind', { auth: { tokenUrl: 'ftp://x' } }, /web address.*auth\.tokenUrl/s],
  [
    'a scope with a blank',
    { auth: { scopes: ['dialogue:read dialogue:write'] } },
    /no blanks.*auth\.scopes/s,
  ],
  ['no heartbeat at all', { heartbeatSeconds: 0 }, /at least 1.*heartbeatSeconds/s],
  ['a word that nobody reads', { path: {} }, /there is no path/],
  ['a mode that does not exist', { mode: 'fast' }, /must be one of auto, sync, async.*mode/s],
] as const)
  test(`${name} is refused, and said where`, () => {
    assert.match(problemOf(dialogue) ?? '', reason);
  });
