import assert from 'node:assert/strict';
import { createIntentTable, type IntentDeps } from '../../src/intentTable.ts';
import { createNoticeActions, type NoticeActionDeps } from '../../src/noticeActions.ts';
import { openTwoModels } from './twoModels.ts';

test('The button of a limit that lasts has the fallback answer that turn, and no other', async () => {
  const { servers, chats, gestures, close } = await openTwoModels();
  try {
    const act = createNoticeActions({ gestures } as unknown as NoticeActionDeps);
    const intents = createIntentTable({ gestures, chats, act } as unknown as IntentDeps);
    const asked = () => servers.map(({ requests }) => requests.length);
    servers[0].script({ status: 429, body: {}, headers: { 'retry-after': '3600' } });
    await gestures.send('One?');
    const [turn] = chats.current.state.turns;
    assert.equal(turn?.answer.notice?.actions[0]?.id, 'answer-with');
    assert.deepEqual(asked(), [1, 0]);
    await intents['notice-action']({ type: 'notice-action', turnId: turn.id, action: 'answer-with' });
    const [answered] = chats.current.state.turns;
    assert.deepEqual([answered?.answer.status, answered?.answer.modelId], ['complete', 'two/m']);
    assert.deepEqual(asked(), [1, 1]);
  } finally {
    await close();
  }
});
