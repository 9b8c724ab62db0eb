import { newAnswer } from '../../../../src/core/chat/session.ts';
import { Chats } from '../../../../src/host/chat/chats.ts';
import { openStore, Secrets } from './openStore.ts';

/**
 * A window that answers, turn after turn, in chats that other windows write to as well, until it is killed or has
 * answered `turns`: `folder secrets window turns`. A line of its output says what has been written or said, and when.
 */
const [folder = '', secrets = '', window = '', turns = ''] = process.argv.slice(2);

const store = openStore(folder, { secrets: new Secrets(JSON.parse(secrets)) });
const fail = (error: unknown): never => {
  throw error;
};
const chats = new Chats(store, fail, () => new Error('for reading only'));
const tell = (word: string, text: string): void => {
  process.stdout.write(`${Math.round(performance.timeOrigin + performance.now())} ${word} ${text}\n`);
};
await chats.open('shared');
for (let number = 0; number < Number(turns); number++) {
  const turnId = `${window}-${number}`;
  const { current } = chats;
  current.dispatch({
    type: 'turn-started',
    turn: { id: turnId, purpose: 'chat', question: { text: turnId, references: [] }, answer: newAnswer('m') },
  });
  tell('begun', turnId);
  for (let word = 0; word < 60; word++) {
    current.dispatch({ type: 'text-delta', turnId, text: `${word} ` });
    tell('said', `${turnId} ${word}`);
    // As a stream does: what is next comes in a turn of its own.
    await new Promise((resolve) => setTimeout(resolve, (word * 7 + number) % 9));
  }
  current.dispatch({ type: 'answer-finished', turnId, status: 'complete' });
  await chats.flush();
  tell('written', turnId);
  // Reads, and puts together what has grown.
  await store.load('shared');
}
