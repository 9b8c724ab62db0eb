import assert from 'node:assert/strict';
import { mock, suite, test } from 'node:test';
import { emptySession, newAnswer, reduceSession, type SessionState } from '../../../src/core/chat/session.ts';
import { Conversation } from '../../../src/host/chat/conversation.ts';
import { PanelLink } from '../../../src/host/chat/panelLink.ts';
import type { HostToPanel } from '../../../src/protocol/panelMessages.ts';

const PICTURE = { mediaType: 'image/png', data: 'secret code', width: 1, height: 1 } as const;

function linked() {
  mock.timers.enable({ apis: ['setTimeout'] });
  const posts: HostToPanel[] = [];
  const conversation = new Conversation(emptySession('s', 0));
  const status = { modelLabel: 'm', chats: [] };
  const link = new PanelLink(
    { post: (message) => posts.push(message), status: () => status, language: 'en', texts: {} },
    conversation,
  );
  const start = () =>
    conversation.dispatch({
      type: 'turn-started',
      turn: {
        id: 't',
        purpose: 'chat',
        question: {
          text: 'q',
          prompt: 'secret code',
          about: 'secret code',
          rules: 'secret code',
          references: [],
          pictures: [{ label: 'a.png', thumbnail: '/9j/', picture: PICTURE }],
        },
        answer: newAnswer('m'),
      },
    });
  const say = (text: string) => conversation.dispatch({ type: 'text-delta', turnId: 't', text });
  const frame = () => mock.timers.tick(40);
  /** The state that a panel builds from the posts, acknowledging nothing. */
  const shown = (): SessionState | undefined => {
    let state: SessionState | undefined;
    for (const post of posts)
      if (post.type === 'snapshot') state = post.session;
      else if (post.type === 'events' && state) state = post.events.reduce(reduceSession, state);
    return state;
  };
  return { posts, conversation, link, start, say, frame, shown };
}

suite('the link to a chat panel', () => {
  test('is silent until the panel is ready, then sends all of it', (t) => {
    t.after(() => mock.timers.reset());
    const { posts, link, start, say, frame, shown } = linked();
    start();
    say('early');
    frame();
    assert.equal(posts.length, 0);
    link.ready();
    assert.equal(shown()?.turns[0]?.answer.text, 'early');
  });

  test('posts once a frame, however many deltas come, and no more than the panel keeps up with [F78]', (t) => {
    t.after(() => mock.timers.reset());
    const { posts, link, start, say, frame, shown } = linked();
    link.ready();
    start();
    frame();
    say('first');
    frame();
    assert.equal(posts.length, 3, 'the first words do not wait for the question to be drawn');
    say('second');
    frame();
    for (let i = 0; i < 1000; i++) say('x');
    frame();
    frame();
    assert.equal(posts.length, 4, 'nothing more is sent before the panel has applied one of three posts');
    link.applied(2);
    frame();
    assert.equal(posts.length, 5);
    const last = posts[4];
    assert.ok(last?.type === 'events' && last.seq === 5 && last.events.length === 1);
    assert.equal(shown()?.turns[0]?.answer.text, `firstsecond${'x'.repeat(1000)}`);
  });

  test('asks the panel how far it is often enough to go on to the end, and not with every post of text', (t) => {
    t.after(() => mock.timers.reset());
    const { posts, conversation, link, start, say, frame, shown } = linked();
    link.ready();
    start();
    for (let i = 0; i < 50; i++) {
      say('x');
      frame();
      const last = posts.at(-1);
      if (last?.type === 'events' && !last.isQuiet) link.applied(last.seq);
    }
    conversation.dispatch({ type: 'answer-finished', turnId: 't', status: 'complete' });
    frame();
    assert.equal(shown()?.turns[0]?.answer.text, 'x'.repeat(50));
    assert.equal(shown()?.turns[0]?.answer.status, 'complete');
    const quiet = posts.filter((post) => post.type === 'events' && post.isQuiet);
    assert.ok(quiet.length >= 20 && quiet.length <= 26, `${quiet.length} of ${posts.length}`);
  });

  test('gives a reloaded panel a snapshot that already holds what was queued [F75]', (t) => {
    t.after(() => mock.timers.reset());
    const { conversation, link, start, say, frame, shown } = linked();
    link.ready();
    start();
    frame();
    say('never applied');
    link.ready();
    say('!');
    frame();
    assert.equal(shown()?.turns[0]?.answer.text, conversation.state.turns[0]?.answer.text);
    assert.equal(shown()?.turns[0]?.answer.text, 'never applied!');
  });

  test('keeps in the host what the model was sent and wrote besides', (t) => {
    t.after(() => mock.timers.reset());
    const { posts, conversation, link, start, frame, shown } = linked();
    link.ready();
    start();
    conversation.dispatch({ type: 'answer-finished', turnId: 't', status: 'complete', whole: 'secret code' });
    frame();
    assert.equal(shown()?.turns[0]?.answer.status, 'complete');
    link.ready();
    assert.doesNotMatch(JSON.stringify(posts), /secret code/);
  });

  test('shows another conversation whole, and hears nothing more of the one before', (t) => {
    t.after(() => mock.timers.reset());
    const { posts, conversation, link, start, say, frame, shown } = linked();
    const other = new Conversation({ ...emptySession('other', 0), title: 'Other' });
    link.show(other);
    assert.equal(posts.length, 0, 'not before the panel is ready');
    link.ready();
    assert.equal(shown()?.id, 'other');
    start();
    say('unheard');
    frame();
    assert.equal(posts.length, 1);
    link.show(conversation);
    assert.equal(shown()?.turns[0]?.answer.text, 'unheard');
    say('!');
    frame();
    assert.equal(shown()?.turns[0]?.answer.text, 'unheard!');
  });

  test('passes other messages on only to a panel that is ready for them', (t) => {
    t.after(() => mock.timers.reset());
    const { posts, link } = linked();
    link.post({ type: 'compose', text: 'lost' });
    link.ready();
    link.post({ type: 'compose', text: 'x' });
    assert.deepEqual(
      posts.map(({ type }) => type),
      ['snapshot', 'compose'],
    );
  });

  test('posts nothing to a panel that is gone [F75]', (t) => {
    t.after(() => mock.timers.reset());
    const { posts, link, start, say, frame } = linked();
    link.ready();
    start();
    link.dispose();
    say('x');
    frame();
    assert.equal(posts.length, 1);
  });
});
