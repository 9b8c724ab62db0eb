import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens as r50k } from 'gpt-tokenizer/encoding/r50k_base';
import type { ChatMessage } from '../../../../src/core/model/chatRequest.ts';
import { NO_USAGE } from '../../../../src/core/model/usage.ts';
import type { Calibration } from '../../../../src/core/usage/calibration.ts';
import { promptShares } from '../../../../src/core/usage/promptShares.ts';
import { createTokenCounts, type TokenCounts } from '../../../../src/core/usage/tokenCounts.ts';
import { model } from '../../assistant/scripted.ts';

/** How a provider counts: its tokens of a text, and what it adds for a message and for a prompt. */
interface Counting {
  readonly tokens: (text: string) => number;
  readonly frame: number;
  readonly beside: number;
}

const MODERN: Readonly<Record<string, Counting>> = {
  'o200k_base as OpenAI frames it': { tokens: o200k, frame: 3, beside: 3 },
  'o200k_base behind a gateway with words of its own': { tokens: o200k, frame: 4, beside: 180 },
  cl100k_base: { tokens: cl100k, frame: 4, beside: 0 },
  'cl100k_base with long role names': { tokens: cl100k, frame: 10, beside: 0 },
};

/** Three tokens an ideograph, and one for each blank: as far from what we estimate as models have ever been. */
const OLD: Readonly<Record<string, Counting>> = {
  r50k_base: { tokens: r50k, frame: 4, beside: 0 },
  bytes: { tokens: (text) => Buffer.byteLength(text), frame: 4, beside: 20 },
};

const folder = path.resolve(import.meta.dirname, '../../../fixtures/answers');
/** English, Chinese, and code of eight languages, by paragraphs. */
const TEXTS = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8').split(/\n\n+/));

const count = ({ tokens, frame, beside }: Counting, messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, message) => sum + frame + tokens('text' in message ? message.text : ''), beside);

const newCounts = (): TokenCounts => createTokenCounts({ read: () => ({}), write: () => {} });

/** How far off a count was: with nothing of the next question written, as the meter shows it, and with all of it. */
interface Off {
  readonly shown: number;
  readonly asked: number;
}

/** A chat about two of the texts. */
function errorsIn(
  counting: Counting,
  topics: readonly [number, number],
  picks: readonly number[],
  rounds: number,
): readonly Off[] {
  const paragraphs = topics.flatMap((topic) => TEXTS[topic]!);
  const take = (pick: number, many: number): string =>
    Array.from({ length: many }, (_, index) => paragraphs[(pick + index) % paragraphs.length]).join('\n\n');
  const counts = newCounts();
  const messages: ChatMessage[] = [{ role: 'system', text: 'You are a programming assistant. '.repeat(30) }];
  const offWith = (text: string): number => {
    const prompt: readonly ChatMessage[] = [...messages, { role: 'user', text }];
    return Math.abs(counts.whole(model.id, promptShares({ messages: prompt })) / count(counting, prompt) - 1);
  };
  return Array.from({ length: rounds }, (_, round) => {
    const pick = picks[round % picks.length]! + round;
    const off = { shown: offWith(''), asked: offWith(take(pick, 1)) };
    messages.push({ role: 'user', text: take(pick, 1) });
    const text = take(pick * 7 + 3, 3);
    const usage = {
      ...NO_USAGE,
      inputTokens: count(counting, messages),
      outputTokens: counting.tokens(text),
    };
    counts.learn({ model, messages }, { text, reasoning: '', usage });
    messages.push({ role: 'assistant', text });
    return off;
  });
}

const topic = fc.nat({ max: TEXTS.length - 1 });
const chat = fc.tuple(fc.tuple(topic, topic), fc.array(fc.nat({ max: 40 }), { minLength: 3, maxLength: 9 }));

suite('the tokens of a prompt', () => {
  for (const [name, counting] of Object.entries({ ...MODERN, ...OLD }))
    test(`are shown to 5 % after the third answer of a model that counts by ${name}, whatever is talked about`, () => {
      fc.assert(
        fc.property(chat, ([topics, picks]) => {
          for (const { shown } of errorsIn(counting, topics, picks, 8).slice(3)) assert.ok(shown < 0.05);
        }),
        { numRuns: 60 },
      );
    });

  for (const [counted, countings, share] of [
    ['as models of today do', MODERN, 0.99],
    ['as no model has for years', OLD, 0.95],
  ] as const)
    test(`of a question as well are known to 5 % in ${share * 100} of 100 cases, where they are counted ${counted}`, () => {
      const chats = fc.sample(chat, { numRuns: 60, seed: 4 });
      for (const counting of Object.values(countings)) {
        const errors = chats
          .flatMap(([topics, picks]) => errorsIn(counting, topics, picks, 8).slice(3))
          .map(({ asked }) => asked)
          .sort((a, b) => a - b);
        assert.ok(errors[Math.floor(errors.length * share)]! < 0.05);
      }
    });

  test('are never fewer for more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), fc.nat({ max: 4000 })), { maxLength: 6 }),
        fc.string(),
        (answers, more) => {
          const counts = newCounts();
          for (const [text, inputTokens] of answers)
            counts.learn(
              { model, messages: [{ role: 'user', text }] },
              { text, reasoning: '', usage: { ...NO_USAGE, inputTokens, outputTokens: inputTokens } },
            );
          assert.ok(counts.part(model.id, promptShares({ messages: [{ role: 'user', text: more }] })) > 0);
        },
      ),
    );
  });
});

suite('what is learnt of a model', () => {
  const messages: readonly ChatMessage[] = [{ role: 'user', text: '这个函数返回什么？'.repeat(40) }];
  const shares = promptShares({ messages });
  const answer = (inputTokens: number, more: object = {}) => ({
    text: '一个数。',
    reasoning: '',
    usage: { ...NO_USAGE, inputTokens, outputTokens: 4, ...more },
  });

  test('is remembered over a restart, and says nothing of another model', () => {
    let kept: Readonly<Record<string, Calibration>> = {};
    const memory = {
      read: () => JSON.parse(JSON.stringify(kept)),
      write(calibrations: Readonly<Record<string, Calibration>>) {
        kept = calibrations;
      },
    };
    const first = createTokenCounts(memory);
    for (let asked = 0; asked < 3; asked++) first.learn({ model, messages }, answer(900));
    const second = createTokenCounts(memory);
    assert.ok(Math.abs(second.whole(model.id, shares) / 900 - 1) < 0.05);
    assert.ok(second.whole('other/model', shares) < 400);
  });

  test('is not what was counted for something else than the prompt', () => {
    const counts = newCounts();
    const before = counts.whole(model.id, shares);
    // Ollama tells only of what was not in its cache.
    counts.learn({ model, messages }, answer(12));
    counts.learn({ model, messages }, answer(0));
    counts.learn({ model, messages }, answer(90_000));
    assert.equal(counts.whole(model.id, shares), before);
  });

  test('takes no thoughts for the answer, where a provider counts them without saying how many', () => {
    const counts = newCounts();
    const next = [...messages, { role: 'assistant', text: '一个数。' } as const];
    counts.learn({ model, messages }, { ...answer(300, { outputTokens: 5000 }), reasoning: '想一想' });
    assert.ok(counts.whole(model.id, promptShares({ messages: next })) < 330);
  });

  test('is left alone when what was remembered is damaged', () => {
    for (const kept of [
      null,
      7,
      {},
      { factors: [1], doubt: [], answers: 1 },
      { factors: [1, 1, 1, 1, 1, 1, 'x'] },
    ]) {
      const counts = createTokenCounts({ read: () => ({ [model.id]: kept }), write: () => {} });
      assert.equal(counts.whole(model.id, shares), newCounts().whole(model.id, shares));
    }
  });
});
