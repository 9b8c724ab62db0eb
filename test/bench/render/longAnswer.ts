import { realAnswers } from '../../unit/support/realAnswers.ts';

/** About four characters make a token of English and code. */
const CHARACTERS_PER_TOKEN = 4;

const WORDS =
  'the request handler keeps a queue of pending work so that every caller gets its answer in order and a late reply is dropped before it can reach a closed view'.split(
    ' ',
  );

/** An answer of about so many tokens: prose with marks, lists, tables, quotes and code, never the same twice. */
export function longAnswer(tokens: number, seed: number): string {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const fences = realAnswers.flatMap(({ text }) => text.match(/^```[\s\S]*?^```$/gm) ?? []);
  const sentence = (): string => {
    const words = Array.from({ length: 8 + next(12) }, () => WORDS[next(WORDS.length)]);
    words[next(words.length)] = `**${words[0]} ${words[1]}**`;
    words[next(words.length)] = `\`${words[2]}.${words[3]}()\``;
    words[next(words.length)] = `[${words[4]}](https://example.com/${words[5]})`;
    return `${words.join(' ')}.`;
  };
  const paragraph = (): string => Array.from({ length: 1 + next(4) }, sentence).join(' ');
  const blocks: readonly (() => string)[] = [
    paragraph,
    paragraph,
    () => `${'#'.repeat(2 + next(3))} ${WORDS[next(WORDS.length)]} ${next(1000)}`,
    () => Array.from({ length: 2 + next(5) }, () => `- ${sentence()}\n  - ${sentence()}`).join('\n'),
    () => Array.from({ length: 2 + next(4) }, (_, index) => `${index + 1}. ${paragraph()}`).join('\n'),
    () =>
      `| name | count | note |\n|:-----|------:|------|\n${Array.from({ length: 2 + next(6) }, () => `| \`${WORDS[next(WORDS.length)]}\` | ${next(1000)} | ${WORDS[next(WORDS.length)]} |`).join('\n')}`,
    () => `> ${sentence()}`,
    () => fences[next(fences.length)] ?? '',
    () => fences[next(fences.length)] ?? '',
    () => `1. ${sentence()}\n\n   ${(fences[next(fences.length)] ?? '').replaceAll('\n', '\n   ')}`,
  ];
  let text = '';
  while (text.length < tokens * CHARACTERS_PER_TOKEN) text += `${blocks[next(blocks.length)]?.()}\n\n`;
  return text.slice(0, tokens * CHARACTERS_PER_TOKEN);
}
