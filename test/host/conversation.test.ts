import assert from 'node:assert/strict';
import { activePath } from '../../src/core/chat/branches.ts';
import { type AnswerStatus, newAnswer, type SessionEvent } from '../../src/core/chat/session.ts';
import { createIntentTable, type IntentDeps } from '../../src/intentTable.ts';
import { contentText, type WireMessage } from '../model-server/answer.ts';
import { END_FRAMES, STREAM_HEAD, textFrame } from '../model-server/byteScript.ts';
import { answerDialogs } from './answerDialogs.ts';
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

  test('says so when a question could not be asked and others wait for it, and sends them when it is told to', async () => {
    const { chats, gestures, desk, servers } = window;
    const question = desk.question.bind(desk);
    let fail = (): void => {};
    const isFailing = new Promise<void>((resolve) => {
      fail = resolve;
    });
    desk.question = async (text, meaning) => {
      if (text !== 'One?') return question(text, meaning);
      await isFailing;
      throw new Error('it cannot be read any more');
    };
    const first = gestures.send('One?');
    await gestures.send('Two?');
    const last = gestures.send('Three?');
    fail();
    await assert.rejects(first, /cannot be read/);
    await last;
    assert.deepEqual(waiting(), ['Two?', 'Three?']);
    assert.equal(servers[0].requests.length, 0);
    const { id } = chats.current.state;
    const [told] = window.told();
    assert.deepEqual(told?.actions, [{ id: 'send-queued', label: 'Send Now', argument: id }]);
    chats.startNew();
    const all = ended(2);
    await gestures.sendQueued(id);
    await all;
    assert.deepEqual(questions(), ['Two?', 'Three?']);
    assert.deepEqual(waiting(), []);
  });

  test('that a newer Inkstone has written can be read, and everything that would write says no at once', async () => {
    const { chats, gestures, servers, store } = window;
    const [id, first, second] = ['other', 'first', 'second'];
    const turn = (own: string, status: AnswerStatus, parentId?: string): SessionEvent => ({
      type: 'turn-started',
      turn: {
        id: own,
        ...(parentId && { parentId }),
        purpose: 'chat',
        question: { text: `${own}?`, references: [] },
        answer: { ...newAnswer('m'), text: 'So far', status },
      },
    });
    await store.append({ id, createdAt: 1 }, [
      turn(first, 'complete'),
      turn(second, 'interrupted', first),
      { type: 'question-queued', queued: { id: 'q', question: { text: 'Waits?', references: [] } } },
    ]);
    const load = store.load.bind(store);
    store.load = async (wanted) => {
      const chat = await load(wanted);
      return chat && { ...chat, isReadOnly: true };
    };
    assert.equal(await chats.open(id), true);
    const before = chats.current.state;
    const written: unknown[] = [];
    store.append = async (_, events) => void written.push(...events);
    store.delete = async (deleted) => void written.push(deleted);
    const given: string[] = [];
    const table = createIntentTable({
      gestures,
      chats,
      runCommand: async () => false,
      panels: () => ({ compose: (text: string) => given.push(text) }),
      setup: { selectModel: () => assert.fail('asked for a model') },
      act: () => assert.fail('acted'),
    } as unknown as IntentDeps);
    const dialogs = answerDialogs();
    try {
      const no = /for reading only/;
      const refused: readonly (() => unknown)[] = [
        () => table.send({ type: 'send', text: 'Three?' }),
        () => table['send-anew']({ type: 'send-anew', turnId: first, text: 'Other?' }),
        () => table.retry({ type: 'retry', turnId: second }),
        () => table.continue({ type: 'continue', turnId: second }),
        () => table.compact({ type: 'compact' }),
        () => table['delete-turn']({ type: 'delete-turn', turnId: second }),
        () => table['rename-chat']({ type: 'rename-chat' }),
        () => table['pin-chat']({ type: 'pin-chat', isPinned: true }),
        () => table['change-queued']({ type: 'change-queued', queuedId: 'q', text: 'Other?' }),
        () => table['remove-queued']({ type: 'remove-queued', queuedId: 'q' }),
        () => table['select-model']({ type: 'select-model' }),
        () => gestures.retryLast(),
        () => gestures.converse(() => assert.fail('conversed')),
        () => chats.change(id, { type: 'chat-renamed', title: 'Other' }),
        () => chats.delete(id),
      ];
      for (const write of refused) await assert.rejects(async () => write(), no, String(write));
      await table['send-queued']({ type: 'send-queued' });
      assert.equal(window.told().length, 1);
      assert.deepEqual(given, ['Three?', 'Other?']);
      table['show-turn']({ type: 'show-turn', turnId: first });
      await chats.flush();
      assert.deepEqual([written, dialogs.shown, servers[0].requests.length], [[], [], 0]);
      assert.deepEqual(chats.current.state, before);
      await table['branch-chat']({ type: 'branch-chat', turnId: first });
      assert.equal(chats.current.isReadOnly, false);
      assert.deepEqual(questions(), ['first?']);
    } finally {
      dialogs.restore();
    }
  });
});
