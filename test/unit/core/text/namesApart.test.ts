import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { namesApart } from '../../../../src/core/text/namesApart.ts';

const namesOf = (...paths: readonly string[]): readonly string[] =>
  namesApart(paths.map((path) => ({ name: path.split('/').at(-1) ?? '', path })));

test('a name that nobody else has stays as it is', () => {
  assert.deepEqual(namesOf('/projects/client', '/projects/server'), ['client', 'server']);
});

test('those of one name have as much of their paths as tells them apart, and the others nothing', () => {
  assert.deepEqual(namesOf('/projects/client', '/projects/new/server', '/projects/old/server'), [
    'client',
    'new/server',
    'old/server',
  ]);
  assert.deepEqual(namesOf('/a/x/server', '/b/x/server', '/server'), ['a/x/server', 'b/x/server', '/server']);
});

test('a name that was given by hand is told apart from a path', () => {
  const given = { name: 'old/server', path: '/projects/legacy' };
  const [first, ...others] = namesApart([
    given,
    { name: 'server', path: '/old/server' },
    { name: 'server', path: '/new/server' },
  ]);
  assert.equal(first, 'legacy');
  assert.deepEqual(others, ['/old/server', 'new/server']);
});

test('whatever the names, different paths have different ones', () => {
  const word = fc.constantFrom('a', 'b', 'a/b', '');
  const path = fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
  const places = fc.uniqueArray(fc.record({ name: word, path }), { selector: (place) => place.path });
  fc.assert(
    fc.property(places, (all) => {
      const names = namesApart(all);
      assert.equal(new Set(names).size, all.length);
    }),
  );
});
