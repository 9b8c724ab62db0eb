import MarkdownIt, { type StateInline, type Token } from 'markdown-it';
import { withAutolinks } from './autolinkRule.ts';
import { isLinkTarget } from './linkTarget.ts';
import { withMath } from './mathRule.ts';
import { withNotes } from './noteRule.ts';
import type { ParseContext } from './parseContext.ts';
import { withStrike } from './strikeRule.ts';

/** markdown-it in two steps, so that a block's text is parsed only when it has changed. */
export interface MarkdownParser {
  /** Block tokens; `inline` ones hold their source only. Definitions that are found are added to the references. */
  blocks(source: string, context: ParseContext): Token[];
  inline(source: string, context: ParseContext): Token[];
}

/**
 * CommonMark with what GitHub adds to it, footnotes and formulas included; raw HTML is text, and links go where
 * `isLinkTarget` allows.
 */
export function createMarkdownParser(): MarkdownParser {
  const markdown = new MarkdownIt({ html: false, linkify: false });
  markdown.validateLink = isLinkTarget;
  for (const extend of [withAutolinks, withStrike, withMath, withNotes]) extend(markdown);
  markdown.inline.State = withCjkEmphasis(markdown.inline.State);
  return {
    blocks(source, context) {
      const tokens: Token[] = [];
      markdown.block.parse(source, markdown, { ...context }, tokens);
      for (const token of tokens)
        if (token.type === 'fence') token.info = markdown.utils.unescapeAll(token.info);
      return tokens;
    },
    inline: (source, context) => markdown.parseInline(source, { ...context })[0]?.children ?? [],
  };
}

/** Han, kana, Hangul and the full-width forms: scripts that put no spaces around words. */
const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;

/**
 * CommonMark does not close `**注意：**请` because punctuation comes before the mark and a letter after it: a rule for
 * scripts with spaces. Beside a CJK character only white space decides.
 */
function withCjkEmphasis(State: typeof StateInline): typeof StateInline {
  return class extends State {
    override scanDelims(start: number, canSplitWord: boolean): ReturnType<StateInline['scanDelims']> {
      const scanned = super.scanDelims(start, canSplitWord);
      const end = start + scanned.length;
      const before = this.src.slice(Math.max(0, start - 2), start);
      const after = this.src.slice(end, end + 2);
      if (!CJK.test(lastCharacter(before)) && !CJK.test(firstCharacter(after))) return scanned;
      if (this.src.charAt(start) === '_') return scanned;
      return {
        ...scanned,
        can_open: scanned.can_open || (after !== '' && !/^\s/.test(after)),
        can_close: scanned.can_close || (before !== '' && !/\s$/.test(before)),
      };
    }
  };
}

const firstCharacter = (text: string): string => [...text][0] ?? '';
const lastCharacter = (text: string): string => [...text].at(-1) ?? '';
