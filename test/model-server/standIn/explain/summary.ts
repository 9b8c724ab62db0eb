import { type Bilingual, code, count, list, type Speech } from '../speech.ts';
import type { Outline } from '../syntax/outline.ts';
import type { SourceCode } from '../syntax/sourceCode.ts';
import { quotation, shapeOf } from './shape.ts';

const MAX_NAMES = 8;

/** One or two sentences: what the code is, and what a caller gives and gets where it is one function. */
export function summaryOf({ language }: SourceCode, outline: Outline, speech: Speech): string {
  const { functions, types } = outline;
  const { label } = language;
  const sized = (lines: number): string => count(speech, lines, { en: 'line', zh: '行' });
  const [only] = functions;
  if (only?.name && functions.length === 1 && types.length === 0) {
    const size = sized(only.endLine - only.line + 1);
    const about =
      { en: `: ${shapeOf(only, 'en')}.`, zh: `：${shapeOf(only, 'zh')}。` }[speech] + quotation(only, speech);
    return {
      en: `${code(only.name)} is a ${label} function of ${size}${about}`,
      zh: `${code(only.name)} 是一个 ${label} 函数，共 ${size}${about}`,
    }[speech];
  }
  const named = functions.map(({ name }) => name).filter(Boolean);
  const amount = (items: readonly string[] | number, noun: Bilingual): string[] => {
    const total = typeof items === 'number' ? items : items.length;
    if (total === 0) return [];
    if (typeof items === 'number') return [count(speech, total, noun)];
    const names = list(speech, items.slice(0, MAX_NAMES).map(code)) + (total > MAX_NAMES ? '…' : '');
    return [count(speech, total, noun) + { en: ` (${names})`, zh: `（${names}）` }[speech]];
  };
  const holds = [
    ...amount(
      types.map(({ name }) => name),
      { en: 'type', zh: '个类型' },
    ),
    ...amount(named, { en: 'function', zh: '个函数' }),
    ...amount(functions.length - named.length, { en: 'anonymous function', zh: '个匿名函数' }),
  ];
  const size = sized(outline.lines);
  if (holds.length === 0)
    return {
      en: `These are ${size} of ${label} without a function.`,
      zh: `这是 ${size} ${label} 代码，没有函数。`,
    }[speech];
  return {
    en: `These ${size} of ${label} hold ${list('en', holds)}.`,
    zh: `这 ${size} ${label} 代码包含 ${list('zh', holds)}。`,
  }[speech];
}
