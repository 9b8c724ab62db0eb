import type { Bilingual } from '../../speech.ts';
import { assign, letValue, type Operation } from '../operation.ts';
import { binary, fail, give, name, number, truth, when } from '../program.ts';

/** `a op b` for two numbers. */
export function arithmetic(
  pattern: RegExp,
  operator: '+' | '-' | '*' | '/' | '%',
  word: string,
  documentation: (a: string, b: string) => Bilingual,
): Operation {
  return {
    pattern,
    plan({ names: [a = 'a', b = 'b'], hasList }) {
      if (hasList) return undefined;
      const guarded = operator === '/' || operator === '%';
      return {
        nameWords: [word],
        parameters: [
          { name: a, type: operator === '%' ? 'integer' : 'number' },
          { name: b, type: operator === '%' ? 'integer' : 'number' },
        ],
        result: operator === '%' ? 'integer' : 'number',
        documentation: documentation(a, b),
        body: [
          ...(guarded ? [when(binary(name(b), '==', number(0)), fail('division by zero'))] : []),
          give(binary(name(a), operator, name(b))),
        ],
      };
    },
  };
}

/** A value held between two bounds. */
export const clamp: Operation = {
  pattern: /\b(clamp|limit|restrict)\b|限制在|夹取|范围内/i,
  plan({ names: [value = 'value', low = 'low', high = 'high'] }) {
    return {
      nameWords: ['clamp'],
      parameters: [value, low, high].map((each) => ({ name: each, type: 'number' as const })),
      result: 'number',
      documentation: {
        en: `The ${value}, but at least ${low} and at most ${high}.`,
        zh: `将 ${value} 限制在 ${low} 与 ${high} 之间。`,
      },
      body: [
        when(binary(name(value), '<', name(low)), give(name(low))),
        when(binary(name(value), '>', name(high)), give(name(high))),
        give(name(value)),
      ],
    };
  },
};

/** The product of all integers up to one. */
export const factorial: Operation = {
  pattern: /\bfactorial\b|阶乘/i,
  plan({ names: [n = 'n'] }) {
    return {
      nameWords: ['factorial'],
      parameters: [{ name: n, type: 'integer' }],
      result: 'integer',
      documentation: {
        en: `The product of all integers from 1 to ${n}. Fails for a negative one.`,
        zh: `1 到 ${n} 所有整数之积；负数报错。`,
      },
      body: [
        when(binary(name(n), '<', number(0)), fail('a negative number has no factorial')),
        letValue('product', 'integer', number(1)),
        letValue('factor', 'integer', number(2)),
        {
          kind: 'while',
          condition: binary(name('factor'), '<=', name(n)),
          body: [
            { kind: 'update', name: 'product', operator: '*', value: name('factor') },
            { kind: 'update', name: 'factor', operator: '+', value: number(1) },
          ],
        },
        give(name('product')),
      ],
    };
  },
};

/** A member of Fibonacci’s sequence. */
export const fibonacci: Operation = {
  pattern: /\bfibonacci\b|斐波那契/i,
  plan({ names: [n = 'n'] }) {
    return {
      nameWords: ['fibonacci'],
      parameters: [{ name: n, type: 'integer' }],
      result: 'integer',
      documentation: {
        en: `Number ${n} of the sequence 0, 1, 1, 2, 3, 5 …, counted from 0.`,
        zh: `数列 0, 1, 1, 2, 3, 5 … 的第 ${n} 项，从 0 数起。`,
      },
      body: [
        letValue('current', 'integer', number(0)),
        letValue('next', 'integer', number(1)),
        letValue('step', 'integer', number(0)),
        {
          kind: 'while',
          condition: binary(name('step'), '<', name(n)),
          body: [
            letValue('following', 'integer', binary(name('current'), '+', name('next')), true),
            assign('current', name('next')),
            assign('next', name('following')),
            { kind: 'update', name: 'step', operator: '+', value: number(1) },
          ],
        },
        give(name('current')),
      ],
    };
  },
};

/** Euclid’s algorithm. */
export const greatestCommonDivisor: Operation = {
  pattern: /\b(gcd|greatest common divisor)\b|最大公约数/i,
  plan({ names: [a = 'a', b = 'b'] }) {
    return {
      nameWords: ['greatest', 'common', 'divisor'],
      parameters: [
        { name: a, type: 'integer' },
        { name: b, type: 'integer' },
      ],
      result: 'integer',
      documentation: {
        en: `The largest integer that divides both ${a} and ${b} (Euclid).`,
        zh: `同时整除 ${a} 与 ${b} 的最大整数（欧几里得算法）。`,
      },
      body: [
        letValue('larger', 'integer', name(a)),
        letValue('smaller', 'integer', name(b)),
        {
          kind: 'while',
          condition: binary(name('smaller'), '!=', number(0)),
          body: [
            letValue('remainder', 'integer', binary(name('larger'), '%', name('smaller')), true),
            assign('larger', name('smaller')),
            assign('smaller', name('remainder')),
          ],
        },
        give(name('larger')),
      ],
    };
  },
};

/** Trial division up to the square root. */
export const prime: Operation = {
  pattern: /\bprime\b|质数|素数/i,
  plan({ names: [n = 'n'] }) {
    return {
      nameWords: ['is', 'prime'],
      parameters: [{ name: n, type: 'integer' }],
      result: 'truth',
      documentation: {
        en: `Whether ${n} has no divisors but 1 and itself.`,
        zh: `判断 ${n} 是否除 1 与自身外没有其他因数。`,
      },
      body: [
        when(binary(name(n), '<', number(2)), give(truth(false))),
        letValue('divisor', 'integer', number(2)),
        {
          kind: 'while',
          condition: binary(binary(name('divisor'), '*', name('divisor')), '<=', name(n)),
          body: [
            when(binary(binary(name(n), '%', name('divisor')), '==', number(0)), give(truth(false))),
            { kind: 'update', name: 'divisor', operator: '+', value: number(1) },
          ],
        },
        give(truth(true)),
      ],
    };
  },
};

/** Whether an integer is even, or odd. */
export const parity = (pattern: RegExp, word: string, operator: '==' | '!=', zh: string): Operation => ({
  pattern,
  plan({ names: [n = 'n'], hasList }) {
    if (hasList) return undefined;
    return {
      nameWords: ['is', word],
      parameters: [{ name: n, type: 'integer' }],
      result: 'truth',
      documentation: { en: `Whether ${n} is ${word}.`, zh: `判断 ${n} 是否为${zh}。` },
      body: [give(binary(binary(name(n), '%', number(2)), operator, number(0)))],
    };
  },
});
