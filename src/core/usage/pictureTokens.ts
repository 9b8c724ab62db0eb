import type { ChatMessage } from '../model/chatRequest.ts';
import type { Model } from '../model/model.ts';
import type { Picture } from '../model/picture.ts';
import { picturesOf } from '../model/picturesOf.ts';

type Size = Pick<Picture, 'width' | 'height'>;

/**
 * About how many tokens a picture is to a model; `undefined` where its maker does not say how it counts. A model is
 * known by its name, since the same ones are behind many addresses.
 */
export function pictureTokens({ name }: Pick<Model, 'name'>, size: Size): number | undefined {
  return RULES.find(([names]) => names.test(name))?.[1](size);
}

/** In place of what nobody knows, as much as a picture is to Claude at most: rather too much than a prompt that does not fit. */
const ASSUMED_TOKENS = 1600;

/** About how many tokens the pictures of a prompt are, to a model that sees. */
export function promptPictureTokens(
  model: Pick<Model, 'name' | 'can'>,
  messages: readonly ChatMessage[],
): number {
  if (!model.can.images) return 0;
  return picturesOf(messages).reduce(
    (sum, picture) => sum + (pictureTokens(model, picture) ?? ASSUMED_TOKENS),
    0,
  );
}

/** Anthropic, “Vision”: what is larger than 1568 px or this many tokens is made smaller first. */
const claude = ({ width, height }: Size): number => {
  const scale = Math.min(1, 1568 / Math.max(width, height));
  return Math.min(1600, Math.ceil((width * height * scale ** 2) / 750));
};

/** OpenAI, “Images and vision”: into 2048 px, the shorter side into 768 px, then tiles of 512 px. */
const tiles =
  (base: number, tile: number) =>
  ({ width, height }: Size): number => {
    const scale = Math.min(1, 2048 / Math.max(width, height), 768 / Math.min(width, height));
    return base + tile * Math.ceil((width * scale) / 512) * Math.ceil((height * scale) / 512);
  };

/** OpenAI, the same: patches of 32 px, of which there are at most 1536, times what the model makes of them. */
const patches =
  (factor: number) =>
  ({ width, height }: Size): number =>
    Math.ceil(Math.min(1536, Math.ceil(width / 32) * Math.ceil(height / 32)) * factor);

/** Qwen-VL: a token for so many px squared, and one at either end (Model Studio, “Visual understanding”). */
const qwen =
  (px: number) =>
  ({ width, height }: Size): number =>
    Math.max(4, Math.round(width / px) * Math.round(height / px)) + 2;

const RULES: readonly (readonly [names: RegExp, tokens: (size: Size) => number])[] = [
  [/claude/i, claude],
  [/gpt-4o-mini/i, tiles(2833, 5667)],
  [/gpt-4\.1-mini|gpt-5-mini/i, patches(1.62)],
  [/gpt-4\.1-nano|gpt-5-nano/i, patches(2.46)],
  [/o4-mini/i, patches(1.72)],
  [/gpt-4o|gpt-4\.1/i, tiles(85, 170)],
  [/gpt-5(?![.\d])/i, tiles(70, 140)],
  [/qwen3-vl/i, qwen(32)],
  [/qwen2(\.5)?-?vl|qwen-vl/i, qwen(28)],
];
