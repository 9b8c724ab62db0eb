import { AnswerStore } from '../../../src/host/cache/answerStore.ts';

/** A window that writes the same answers as its siblings, and reads them back: `folder secret window`. */
const [folder = '', secret = '', window = ''] = process.argv.slice(2);

const store = new AnswerStore({
  folder,
  secret: { get: async () => Buffer.from(secret, 'base64'), forget: async () => {} },
  limits: () => ({ lifetimeMs: 86_400_000, bytes: 20_000 }),
  now: Date.now,
  onFailure(error) {
    throw error;
  },
});
for (let round = 0; round < 40; round++) {
  const key = (round % 8).toString(16).repeat(64);
  store.put(key, { text: `${window} ${round} ${'x'.repeat(2000)}`, reasoning: '' });
  await store.get(((round + 3) % 8).toString(16).repeat(64));
}
await store.flush();
