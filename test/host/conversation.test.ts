import assert from 'node:assert/strict';
import { activePath } from '../../src/core/chat/branches.ts';
import { createIntentTable, type IntentDeps } from '../../src/intentTable.ts';
import { contentText, type WireMessage } from '../model-server/answer.ts';
import { END_FRAMES, STREAM_HEAD, textFrame } from '../model-server/byteScript.ts';
import { openTwoModels, type TwoModels } from './twoModels.ts';

suite('A conversation', () => {
  let window: TwoModels;
  setup(async () => {
    window = await openTwoModels();
  });
  teardown(() => window.close());

  const questions = (): readonly string[] =>
    activePath(window.chats.current.state).map(({ question }) => question.text);
  const waiting = (): readonly string[] =>
    window.chats.current.state.queue.map(({ question }) => question.text);
  /** What the newest request of a server asks, the earlier questions first. */
  const asked = (server: 0 | 1 = 0): readonly string[] =>
    (window.servers[server].requests.at(-1)!.body as { messages: readonly WireMessage[] }).messages
      .filter(({ role }) => role === 'user')
      .map(contentText);
  const intents = () =>
    createIntentTable({ gestures: window.gestures, chats: window.chats } as unknown as IntentDeps);

  /** Resolves when so many more answers have ended. */
  const ended = (count: number): Promise<void> =>
    new Promise((resolve) => {
      let left = count;
      window.chats.onEvent(({ type }) => {
        if (type === 'answer-finished' && --left === 0) resolve();
      });
    });

  test('asks what was queued in its order, each after the answer before', async () => {
    const all = ended(3);
    let goOn = (): void => {};
    const allAreAsked = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    window.servers[0].script({
      bytes: [{ write: STREAM_HEAD + textFrame('It') }, { until: allAreAsked }, { write: END_FRAMES }, 'end'],
    });
    void window.gestures.send('One?');
    await window.gestures.send('Two?');
    await window.gestures.send('Three?');
    assert.deepEqual(waiting(), ['Two?', 'Three?']);
    goOn();
    await all;
    assert.deepEqual(questions(), ['One?', 'Two?', 'Three?']);
    assert.deepEqual(waiting(), []);
    assert.deepEqual(asked(), ['One?', 'Two?', 'Three?']);
  });

  test('lets the queue wait after a stop and after a failure, until the user sends it on', async () => {
    const { chats, gestures, servers } = window;
    servers[0].script({ bytes: [{ write: STREAM_HEAD + textFrame('It') }, 'hang'] });
    const begun = new Promise<void>((resolve) => {
      chats.onEvent(({ type }) => type === 'text-delta' && resolve());
    });
    const first = gestures.send('One?');
    await gestures.send('Two?');
    await gestures.send('Three?');
    await begun;
    gestures.stopConversation(chats.current);
    await first;
    assert.deepEqual([questions(), waiting()], [['One?'], ['Two?', 'Three?']]);
    servers[0].script({ status: 400, body: { error: { message: 'no' } } });
    await gestures.sendQueued();
    assert.deepEqual([questions(), waiting()], [['One?', 'Two?'], ['Three?']]);
    await gestures.sendQueued();
    assert.deepEqual(questions(), ['One?', 'Two?', 'Three?']);
  });

  test('asks an earlier question otherwise beside the first, and goes on from the one that is shown', async () => {
    const { chats, gestures } = window;
    await gestures.send('One?');
    await gestures.send('Two?');
    const [one, two] = chats.current.state.turns;
    await gestures.sendAnew(two!.id, 'Two or three?');
    assert.deepEqual(asked(), ['One?', 'Two or three?']);
    intents()['show-turn']({ type: 'show-turn', turnId: two!.id });
    await gestures.send('And?');
    assert.deepEqual(asked(), ['One?', 'Two?', 'And?']);
    await gestures.retry(one!.id);
    assert.deepEqual(questions(), ['One?']);
    assert.equal(chats.current.state.turns.length, 5);
  });

  test('branches into a new chat that goes on by itself', async () => {
    const { chats, gestures } = window;
    await gestures.send('One?');
    await gestures.send('Two?');
    const old = chats.current;
    await intents()['branch-chat']({ type: 'branch-chat', turnId: old.state.turns[0]!.id });
    assert.notEqual(chats.current, old);
    assert.equal(chats.current.state.title, 'One? (branch)');
    await gestures.send('Three?');
    assert.deepEqual(asked(), ['One?', 'Three?']);
    assert.equal(old.state.turns.length, 2);
  });

  test('has a model of its own, which a new one takes over', async () => {
    const { chats, gestures, servers } = window;
    chats.current.dispatch({ type: 'chat-model-chosen', modelId: 'two/m' });
    await gestures.send('One?');
    assert.equal(servers[0].requests.length, 0);
    chats.startNew();
    await gestures.send('Two?');
    assert.deepEqual(asked(1), ['Two?']);
    chats.current.dispatch({ type: 'chat-model-chosen' });
    await gestures.send('Three?');
    assert.deepEqual(asked(0), ['Two?', 'Three?']);
  });
});
