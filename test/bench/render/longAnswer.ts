import { createMarkdownParser } from '../../../media/markdown/markdownParser.ts';
import { realAnswers } from '../../unit/support/realAnswers.ts';

/** About four characters make a token of English and code. */
const CHARACTERS_PER_TOKEN = 4;

const WORDS =
  'the request handler keeps a queue of pending work so that every caller gets its answer in order and a late reply is dropped before it can reach a closed view'.split(
    ' ',
  );

/** The last of every so many blocks of code is as long as a file. */
const LONG_CODE_EVERY = 40;
const LONG_CODE_LINES = 300;

/** An answer of about so many tokens: prose with marks, lists, tables, quotes and code, never the same twice. */
export function longAnswer(tokens: number, seed: number): string {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pick = <Item>(items: readonly Item[]): Item => items[next(items.length)]!;
  const sentence = (): string => {
    const words = Array.from({ length: 8 + next(12) }, () => pick(WORDS));
    words[next(words.length)] = `**${words[0]} ${words[1]}**`;
    words[next(words.length)] = `\`${words[2]}.${words[3]}()\``;
    if (next(4) === 0) words[next(words.length)] = `[${words[4]}](https://example.com/${words[5]})`;
    return `${words.join(' ')}.`;
  };
  const several = (least: number, more: number, make: (index: number) => string): string[] =>
    Array.from({ length: least + next(more) }, (_, index) => make(index));
  const paragraph = (): string => several(1, 4, sentence).join(' ');
  const sources = codeOfAnswers();
  let codeBlocks = 0;
  const code = (): string => {
    const { language, lines } = pick(sources);
    const wanted = ++codeBlocks % LONG_CODE_EVERY === 0 ? LONG_CODE_LINES : 8 + next(28);
    const written = Array.from({ length: wanted }, (_, index) => lines[index % lines.length] ?? '');
    return `\`\`\`${language}\n${written.join('\n').replace(/\d/g, () => String(next(10)))}\n\`\`\``;
  };
  const blocks: readonly (() => string)[] = [
    ...[paragraph, paragraph, paragraph, code, code],
    () => `${'#'.repeat(2 + next(3))} ${pick(WORDS)} ${next(1000)}`,
    () => several(2, 5, () => `- ${sentence()}\n  - ${sentence()}`).join('\n'),
    () => several(2, 4, () => `- [${pick(['x', ' '])}] ${sentence()}`).join('\n'),
    () => several(2, 4, (index) => `${index + 1}. ${paragraph()}`).join('\n'),
    () =>
      [
        '| name | count | note |\n|:-----|------:|------|',
        ...several(2, 6, () => `| \`${pick(WORDS)}\` | ${next(1000)} | ${pick(WORDS)} |`),
      ].join('\n'),
    () => `> ${sentence()}`,
    () => '---',
    () =>
      several(2, 3, (index) => `${index + 1}. ${sentence()}\n\n   ${code().replaceAll('\n', '\n   ')}`).join(
        '\n\n',
      ),
  ];
  let text = '';
  while (text.length < tokens * CHARACTERS_PER_TOKEN) text += `${pick(blocks)()}\n\n`;
  return text.slice(0, tokens * CHARACTERS_PER_TOKEN);
}

interface Code {
  readonly language: string;
  readonly lines: readonly string[];
}

/** What stands in the fences of real answers, but for Markdown, which may hold fences itself. */
function codeOfAnswers(): readonly Code[] {
  const parser = createMarkdownParser();
  return realAnswers
    .flatMap(({ text }) => parser.blocks(text, { references: {}, isWhole: true }))
    .filter(({ type, info, content }) => type === 'fence' && info !== 'markdown' && !content.includes('```'))
    .map(({ info, content }) => ({ language: info, lines: content.trimEnd().split('\n') }));
}
