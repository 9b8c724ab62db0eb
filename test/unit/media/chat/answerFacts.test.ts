import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answerFacts } from '../../../../media/chat/answerFacts.ts';
import { createFigures } from '../../../../media/text/figures.ts';
import { type AnswerFigures, newAnswer } from '../../../../src/core/chat/session.ts';
import { NO_USAGE } from '../../../../src/core/model/usage.ts';
import { translator } from '../../../../src/core/text/translate.ts';
import { readRepositoryFile } from '../../support/sourceFiles.ts';

suite('the foot of an answer', () => {
  const chinese = JSON.parse(readRepositoryFile('l10n/bundle.l10n.zh-cn.json')) as Record<string, string>;

  const factsOf = (figures: AnswerFigures, table = {}): readonly string[] =>
    answerFacts(
      { ...newAnswer('GLM'), status: 'complete', figures },
      createFigures('en'),
      translator(table),
    ).map(({ text }) => text);

  test('says what it took', () => {
    const usage = { ...NO_USAGE, inputTokens: 100, outputTokens: 20 };
    const cost = { amount: 0.5, currency: 'USD' } as const;
    assert.deepEqual(factsOf({ usage, cost, durationMs: 2000 }).slice(0, 3), [
      'GLM',
      '100 in, 20 out',
      '$0.50',
    ]);
  });

  test('says that it took nothing when it was known, in both languages', () => {
    const known: AnswerFigures = { usage: NO_USAGE, durationMs: 3, fromCache: true };
    assert.deepEqual(factsOf(known), ['GLM', 'from cache']);
    assert.deepEqual(factsOf(known, chinese), ['GLM', '来自缓存']);
  });

  test('names the model that answered, and says so when it was a fallback', () => {
    const [model] = answerFacts(
      { ...newAnswer('GLM'), fallbackFor: 'DeepSeek' },
      createFigures('en'),
      translator(),
    );
    assert.equal(model!.text, 'answered by GLM (fallback)');
    assert.match(model!.hint, /^DeepSeek could not be reached/);
  });
});
