import { applyEdits } from '../optimize/rewrite.ts';
import { code, type Speech } from '../speech.ts';
import type { Language } from '../syntax/language.ts';
import { codeOf, parseSource, type SourceCode } from '../syntax/sourceCode.ts';
import { documentFunctions } from './documentFunctions.ts';
import { changeQuotes, removeComments, removeDebugOutput } from './removals.ts';
import { renameAll } from './renameAll.ts';
import type { RewriteStep } from './rewriteStep.ts';
import { toArrowFunctions } from './toArrowFunctions.ts';

export interface RewriteInput {
  readonly language: Language;
  readonly code: string;
  readonly words: string;
  readonly speech: Speech;
}

/** The code as far as the words were understood. */
export interface RewrittenCode {
  readonly code: string;
  /** What was done, as sentences; empty when the words ask for nothing that the stand-in can do here. */
  readonly changes: readonly string[];
  /** Why something that was understood was not done. */
  readonly refusals: readonly string[];
}

interface Skill {
  readonly pattern: RegExp;
  readonly run: (source: SourceCode, words: RegExpExecArray, speech: Speech) => RewriteStep | undefined;
}

const ID = '[\\p{L}_$][\\p{L}\\p{N}_$]*';

const SKILLS: readonly Skill[] = [
  {
    pattern: new RegExp(
      `\\brename\\s+(?:the\\s+)?(?:variable|function|parameter|class|method)?\\s*[\`'"]?(?<from>${ID})[\`'"]?\\s+(?:to|into|as)\\s+[\`'"]?(?<to>[A-Za-z_$][\\w$]*)|[\`]?(?<zhFrom>[A-Za-z_$][\\w$]*)[\`]?\\s*(?:重命名为|改名为|改为|改成)\\s*[\`]?(?<zhTo>[A-Za-z_$][\\w$]*)`,
      'iu',
    ),
    run: (source, { groups }, speech) =>
      renameAll(source, { from: groups!.from ?? groups!.zhFrom!, to: groups!.to ?? groups!.zhTo! }, speech),
  },
  {
    pattern: /\b(remove|delete|strip)\b.*\bcomments?\b|(删除|去掉|移除).*注释/i,
    run: (source, _, speech) => removeComments(source, speech),
  },
  {
    pattern:
      /\b(remove|delete|strip)\b.*\b(console|print|log|debug)\w*|(删除|去掉|移除).*(日志|打印|调试|console|print)/i,
    run: (source, _, speech) => removeDebugOutput(source, speech),
  },
  {
    pattern:
      /\bdocument\b|\b(add|write)\b.*\b(doc(s|umentation|strings?| comments?)|jsdoc|javadoc|comments?)\b|(添加|加上|补充|写).*(注释|文档)/i,
    run: (source, _, speech) => documentFunctions(source, speech),
  },
  {
    pattern: /\barrow functions?\b|箭头函数/i,
    run: (source, _, speech) => toArrowFunctions(source, speech),
  },
  {
    pattern: /\b(?<kind>single|double)\s+quotes?\b|(?<zhKind>单|双)引号/i,
    run: (source, { groups }, speech) =>
      changeQuotes(
        source,
        groups!.kind?.toLowerCase() === 'single' || groups!.zhKind === '单' ? "'" : '"',
        speech,
      ),
  },
];

/** Does to the code what the words ask for, as far as the stand-in knows how. */
export function rewriteCode({ language, code: original, words, speech }: RewriteInput): RewrittenCode {
  let source = parseSource(language, original);
  const changes: string[] = [];
  const refusals: string[] = [];
  for (const { pattern, run } of SKILLS) {
    const found = pattern.exec(words);
    const step = found ? run(source, found, speech) : undefined;
    if (!step) continue;
    if ('refused' in step) {
      refusals.push(step.refused);
      continue;
    }
    const framed = applyEdits(source.text, step.edits);
    const rewritten = parseSource(
      language,
      framed.slice(source.start, framed.length - (source.text.length - source.end)),
    );
    if (rewritten.faults.length > source.faults.length) {
      refusals.push(
        { en: 'The result would not parse, so it was not made.', zh: '结果无法通过解析，因此未作修改。' }[
          speech
        ],
      );
      continue;
    }
    source = rewritten;
    changes.push(step.done);
  }
  return { code: codeOf(source), changes, refusals };
}

/** What the words may ask of a selection, for people. */
export function skillsInWords(speech: Speech): string {
  return {
    en: `rename ${code('x')} to ${code('y')}, add doc comments, remove comments, remove debug output, convert to arrow functions, change quotes, optimize`,
    zh: `将 ${code('x')} 重命名为 ${code('y')}、添加文档注释、删除注释、删除调试输出、转换为箭头函数、更换引号、优化`,
  }[speech];
}
