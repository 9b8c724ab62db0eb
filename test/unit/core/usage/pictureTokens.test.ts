import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { PICTURE_LIMITS } from '../../../../src/core/chat/pictureLimits.ts';
import { pictureTokens, promptPictureTokens } from '../../../../src/core/usage/pictureTokens.ts';
import { modelOf } from '../../../../src/providers/modelOf.ts';

const tokens = (name: string, width: number, height: number): number | undefined =>
  pictureTokens({ name }, { width, height });

suite('what a picture costs', () => {
  test('is what the makers of the models give as examples', () => {
    // Anthropic, “Vision”: 200 × 200, 1000 × 1000, 1092 × 1092.
    assert.equal(tokens('claude-sonnet-4-5', 200, 200), 54);
    assert.equal(tokens('claude-sonnet-4-5', 1000, 1000), 1334);
    assert.equal(tokens('anthropic/claude-opus-4', 1092, 1092), 1590);
    // OpenAI, “Images and vision”: 1024 × 1024, 2048 × 4096.
    assert.equal(tokens('gpt-4o', 1024, 1024), 765);
    assert.equal(tokens('gpt-4o-2024-11-20', 2048, 4096), 1105);
    assert.equal(tokens('gpt-4.1-mini', 1024, 1024), Math.ceil(1024 * 1.62));
    assert.equal(tokens('qwen2.5vl:7b', 280, 560), 10 * 20 + 2);
    assert.equal(tokens('qwen3-vl-plus', 320, 640), 10 * 20 + 2);
  });

  test('is not known of a model whose maker does not say, and then taken to be much', () => {
    assert.equal(tokens('glm-4.6v', 100, 100), undefined);
    const picture = { mediaType: 'image/png', data: '', width: 100, height: 100 } as const;
    const messages = [{ role: 'user', text: '', pictures: [picture] }] as const;
    assert.equal(promptPictureTokens(modelOf('p', { name: 'glm-4.6v', images: true }), messages), 1600);
    assert.equal(promptPictureTokens(modelOf('p', { name: 'glm-4.6v' }), messages), 0);
  });

  test('is bounded, whatever the picture and the model', () => {
    const side = fc.integer({ min: 1, max: PICTURE_LIMITS.sidePx });
    const name = fc.constantFrom('claude', 'gpt-4o', 'gpt-5-mini', 'gpt-5', 'qwen3-vl-plus', 'qwen-vl-max');
    fc.assert(
      fc.property(name, side, side, (model, width, height) => {
        const count = tokens(model, width, height);
        assert.ok(count !== undefined && Number.isInteger(count) && count > 0 && count < 4096);
      }),
    );
  });
});
