import type { Operation } from './operation.ts';
import {
  arithmetic,
  clamp,
  factorial,
  fibonacci,
  greatestCommonDivisor,
  parity,
  prime,
} from './operations/arithmetic.ts';
import { reverse, sort, unique } from './operations/arrangements.ts';
import { average, extreme, sumOrProduct } from './operations/reductions.ts';
import { countMatching, filter } from './operations/selections.ts';
import { join, palindrome, split, textCall } from './operations/texts.ts';

/** Everything that words can ask for; the special before the general. */
export const OPERATIONS: readonly Operation[] = [
  factorial,
  fibonacci,
  greatestCommonDivisor,
  prime,
  palindrome,
  clamp,
  average,
  filter,
  countMatching,
  unique,
  sort,
  reverse,
  parity(/\beven\b|偶数/i, 'even', '==', '偶数'),
  parity(/\bodd\b|奇数/i, 'odd', '!=', '奇数'),
  textCall(/\bupper-?\s?case\b|大写/i, 'upper', ['upper', 'case'], {
    en: 'The text in capital letters.',
    zh: '转换为大写。',
  }),
  textCall(/\blower-?\s?case\b|小写/i, 'lower', ['lower', 'case'], {
    en: 'The text in small letters.',
    zh: '转换为小写。',
  }),
  textCall(/\btrims?\b|去除(首尾)?空/i, 'trim', ['trimmed'], {
    en: 'The text without blanks at its ends.',
    zh: '去除首尾空白。',
  }),
  join,
  split,
  extreme(
    /\b(max(imum)?|larger|largest|biggest|greatest|greater|highest)\b|最大|较大/i,
    '>',
    'larger',
    '较大',
  ),
  extreme(/\b(min(imum)?|smallest|lowest|smaller)\b|最小|较小/i, '<', 'smaller', '较小'),
  arithmetic(/\b(add(s|ing)?|sum|plus)\b|相加|加法|之和|的和/i, '+', 'add', (a, b) => ({
    en: `The sum of ${a} and ${b}.`,
    zh: `${a} 与 ${b} 之和。`,
  })),
  arithmetic(/\bsubtract\w*\b|minus|difference|相减|减法|之差/i, '-', 'subtract', (a, b) => ({
    en: `What is left of ${a} without ${b}.`,
    zh: `${a} 与 ${b} 之差。`,
  })),
  arithmetic(/\bmultipl\w*\b|times|product|相乘|乘法|乘积/i, '*', 'multiply', (a, b) => ({
    en: `The product of ${a} and ${b}.`,
    zh: `${a} 与 ${b} 之积。`,
  })),
  arithmetic(/\bdivid\w*\b|quotient|相除|除法/i, '/', 'divide', (a, b) => ({
    en: `How often ${b} goes into ${a}. Fails when ${b} is 0.`,
    zh: `${a} 除以 ${b}；${b} 为 0 时报错。`,
  })),
  arithmetic(/\bremainder|modulo\b|取余|余数/i, '%', 'remainder', (a, b) => ({
    en: `What is left of ${a} after division by ${b}.`,
    zh: `${a} 除以 ${b} 的余数。`,
  })),
  sumOrProduct(/\b(sum|adds?|adding|total)\b|求和|总和|之和|的和|相加/i, '+', 'sum', '和'),
  sumOrProduct(/\b(product|multipl\w*)\b|乘积|相乘/i, '*', 'product', '积'),
];
