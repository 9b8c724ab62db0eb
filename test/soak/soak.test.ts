import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSoak } from './runSoak.ts';

const SECONDS = 15;

test('twenty streams against random faults lose and double nothing, and leave nothing behind [F66]', async (context) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  context.diagnostic(`seed ${seed}`);
  const { requests, outcomes, handles, violations } = await runSoak({ seconds: SECONDS, streams: 20, seed });
  assert.deepEqual(violations, [], `npm run soak -- --seconds ${SECONDS} --seed ${seed}`);
  assert.ok(requests > 100 && outcomes.completed > 0 && outcomes.interrupted > 0, JSON.stringify(outcomes));
  assert.equal(handles.last, handles.first);
});
