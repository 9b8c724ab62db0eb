import type { Bilingual } from '../../speech.ts';
import type { OperationInput } from '../operation.ts';
import { binary, type Expression, lengthOf, number, type ValueType } from '../program.ts';

/** What an element has to be. */
export interface Condition {
  readonly nameWords: readonly string[];
  readonly type: ValueType;
  readonly words: Bilingual;
  readonly test: (value: Expression) => Expression;
}

/** What the words want of an element: even, positive, longer than 3 … */
export function conditionIn({ words, figure }: OperationInput): Condition | undefined {
  const remainder = (value: Expression): Expression => binary(value, '%', number(2));
  const compared = (
    operator: '>' | '<',
    nameWords: readonly string[],
    en: string,
    zh: string,
  ): Condition => ({
    nameWords,
    type: 'number',
    words: { en, zh },
    test: (value) => binary(value, operator, number(figure ?? 0)),
  });
  if (/\beven\b|偶数/i.test(words))
    return {
      nameWords: ['even'],
      type: 'integer',
      words: { en: 'even', zh: '偶数' },
      test: (value) => binary(remainder(value), '==', number(0)),
    };
  if (/\bodd\b|奇数/i.test(words))
    return {
      nameWords: ['odd'],
      type: 'integer',
      words: { en: 'odd', zh: '奇数' },
      test: (value) => binary(remainder(value), '!=', number(0)),
    };
  if (figure !== undefined && /\b(longer|more characters)\b|长度(大于|超过)|长于/i.test(words))
    return {
      nameWords: ['long'],
      type: 'text',
      words: { en: `longer than ${figure} characters`, zh: `长度超过 ${figure}` },
      test: (value) => binary(lengthOf(value, 'text'), '>', number(figure)),
    };
  if (figure !== undefined && /\bshorter\b|长度小于|短于/i.test(words))
    return {
      nameWords: ['short'],
      type: 'text',
      words: { en: `shorter than ${figure} characters`, zh: `长度小于 ${figure}` },
      test: (value) => binary(lengthOf(value, 'text'), '<', number(figure)),
    };
  if (/\b(non-?empty|not empty)\b|非空/i.test(words))
    return {
      nameWords: ['filled'],
      type: 'text',
      words: { en: 'not empty', zh: '非空' },
      test: (value) => binary(lengthOf(value, 'text'), '>', number(0)),
    };
  if (figure !== undefined && /\b(greater|more|larger|above|over)\b|大于|超过/i.test(words))
    return compared('>', ['above', String(figure)], `greater than ${figure}`, `大于 ${figure}`);
  if (figure !== undefined && /\b(less|smaller|below|under)\b|小于|低于/i.test(words))
    return compared('<', ['below', String(figure)], `less than ${figure}`, `小于 ${figure}`);
  if (/\bpositive\b|正数/i.test(words))
    return {
      ...compared('>', ['positive'], 'positive', '正数'),
      test: (value) => binary(value, '>', number(0)),
    };
  if (/\bnegative\b|负数/i.test(words))
    return {
      ...compared('<', ['negative'], 'negative', '负数'),
      test: (value) => binary(value, '<', number(0)),
    };
  return undefined;
}
