import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answerFacts } from '../../../../media/chat/answerFacts.ts';
import { createFigures } from '../../../../media/text/figures.ts';
import { type Answer, type AnswerFigures, newAnswer } from '../../../../src/core/chat/session.ts';
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

  test('counts what was found of what the answer names', () => {
    const place = { label: 'a.ts:1', uri: 'file:///a.ts', startLine: 1, endLine: 1 };
    const found = [{ text: 'a.ts:1', place }];
    const checked = (claims: Answer['claims'], table = {}): string | undefined =>
      answerFacts({ ...newAnswer('GLM'), claims: claims! }, createFigures('en'), translator(table))[1]?.text;
    assert.equal(checked(found), '1 references found');
    assert.equal(checked([...found, { text: 'b()', missing: 'name' }]), '1 of 2 references found');
    assert.equal(checked([...found, { text: 'b()', missing: 'name' }], chinese), '2 处引用中找到 1 处');
    assert.equal(checked([]), undefined);
  });
});
