import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerFacts } from '../../../../media/chat/answerFacts.ts';
import { createFigures } from '../../../../media/text/figures.ts';
import { newAnswer } from '../../../../src/core/chat/session.ts';
import { translator } from '../../../../src/core/text/translate.ts';

test('an answer’s foot names the model that answered, and says so when it was a fallback', () => {
  const factsOf = (fallbackFor?: string) =>
    answerFacts(
      { ...newAnswer('GLM-5.2'), ...(fallbackFor !== undefined && { fallbackFor }) },
      createFigures('en'),
      translator(),
    )[0]!;
  assert.deepEqual(factsOf(), { text: 'GLM-5.2', hint: 'Model' });
  const { text, hint } = factsOf('DeepSeek V4 Pro');
  assert.equal(text, 'answered by GLM-5.2 (fallback)');
  assert.match(hint, /^DeepSeek V4 Pro could not be reached/);
});
