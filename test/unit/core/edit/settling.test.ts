import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { learntPace, settlesAt, UNKNOWN_PACE } from '../../../../src/core/edit/settling.ts';

suite('A language server', () => {
  test('has not settled before it has answered about the text as it is', () => {
    assert.equal(settlesAt({ changedAt: 0, saidAt: [20, 30] }, UNKNOWN_PACE), undefined);
  });

  test('that says nothing is given the time in which it spoke before', () => {
    const pace = { firstMs: 400, pauseMs: 50 };
    assert.equal(settlesAt({ changedAt: 100, answeredAt: 120, saidAt: [] }, pace), 500);
    assert.equal(settlesAt({ changedAt: 100, answeredAt: 900, saidAt: [] }, pace), 900);
  });

  test('that has spoken is given the pause that it made before', () => {
    const pace = { firstMs: 400, pauseMs: 50 };
    assert.equal(settlesAt({ changedAt: 100, answeredAt: 120, saidAt: [200, 210] }, pace), 260);
    assert.equal(settlesAt({ changedAt: 100, answeredAt: 300, saidAt: [200, 210] }, pace), 300);
  });

  test('is known better after each change: one that speaks once is waited for only a moment', () => {
    const once = learntPace({ changedAt: 0, answeredAt: 5, saidAt: [200] }, UNKNOWN_PACE);
    assert.ok(once.firstMs > 200 && once.firstMs <= 400);
    assert.ok(once.pauseMs < 100);
    const inSteps = learntPace({ changedAt: 0, answeredAt: 5, saidAt: [200, 260, 500] }, once);
    assert.ok(inSteps.pauseMs > 240);
  });

  test('that said nothing has taught nothing, and one that is slow is not waited for without end', () => {
    assert.equal(learntPace({ changedAt: 0, answeredAt: 5, saidAt: [] }, UNKNOWN_PACE), UNKNOWN_PACE);
    const slow = learntPace({ changedAt: 0, saidAt: [60_000, 120_000] }, UNKNOWN_PACE);
    assert.ok(slow.firstMs <= 4000 && slow.pauseMs <= 1500);
  });
});
