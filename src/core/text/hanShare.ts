const HAN = /\p{Script=Han}/gu;
const WORD = /[\p{L}\p{M}'’]+/gu;

/** How much of a text is in Chinese characters: their share of them and the words of other scripts, 0 for none. */
export function hanShare(text: string): number {
  const characters = text.match(HAN)?.length ?? 0;
  const words = text.replace(HAN, ' ').match(WORD)?.length ?? 0;
  return characters === 0 ? 0 : characters / (characters + words);
}
