import { assign, each, elementOf, letValue, listOf, type Operation } from '../operation.ts';
import { binary, fail, give, lengthOf, name, number, when } from '../program.ts';

/** A list brought down to one value by going through it once. */
export const sumOrProduct = (pattern: RegExp, operator: '+' | '*', word: string, zh: string): Operation => ({
  pattern,
  plan({ names: [list = 'numbers'] }) {
    const total = operator === '+' ? 'total' : 'product';
    return {
      nameWords: [word, 'of', list],
      parameters: [{ name: list, type: listOf('number') }],
      result: 'number',
      documentation: {
        en: `The ${word} of all ${list}; ${operator === '+' ? 0 : 1} for none.`,
        zh: `所有 ${list} 的${zh}；为空时为 ${operator === '+' ? 0 : 1}。`,
      },
      body: [
        letValue(total, 'number', number(operator === '+' ? 0 : 1)),
        each(list, 'number', { kind: 'update', name: total, operator, value: name(elementOf(list)) }),
        give(name(total)),
      ],
    };
  },
});

/** The mean of a list. */
export const average: Operation = {
  pattern: /\b(average|mean)\b|平均/i,
  plan({ names: [list = 'numbers'] }) {
    return {
      nameWords: ['average', 'of', list],
      parameters: [{ name: list, type: listOf('number') }],
      result: 'number',
      documentation: {
        en: `The mean of all ${list}. Fails when there are none.`,
        zh: `所有 ${list} 的平均值；为空时报错。`,
      },
      body: [
        when(binary(lengthOf(name(list), 'list'), '==', number(0)), fail('an empty list has no average')),
        letValue('total', 'number', number(0)),
        each(list, 'number', { kind: 'update', name: 'total', operator: '+', value: name(elementOf(list)) }),
        give(binary(name('total'), '/', { kind: 'as-number', of: lengthOf(name(list), 'list') })),
      ],
    };
  },
};

/** The largest or smallest of a list, or of two values. */
export const extreme = (pattern: RegExp, operator: '<' | '>', word: string, zh: string): Operation => ({
  pattern,
  plan({ names, hasList, figure }) {
    // “greater than 10” is a condition.
    if (figure !== undefined) return undefined;
    if (!hasList) {
      const [a = 'a', b = 'b'] = names;
      return {
        nameWords: [word, 'of', 'two'],
        parameters: [
          { name: a, type: 'number' },
          { name: b, type: 'number' },
        ],
        result: 'number',
        documentation: { en: `The ${word} of ${a} and ${b}.`, zh: `${a} 与 ${b} 中${zh}的一个。` },
        body: [when(binary(name(a), operator, name(b)), give(name(a))), give(name(b))],
      };
    }
    const [list = 'numbers'] = names;
    const item = elementOf(list);
    const best = operator === '<' ? 'smallest' : 'largest';
    return {
      nameWords: [best, 'of', list],
      parameters: [{ name: list, type: listOf('number') }],
      result: 'number',
      documentation: {
        en: `The ${best} of ${list}. Fails when there are none.`,
        zh: `${list} 中${zh}的一个；为空时报错。`,
      },
      body: [
        when(
          binary(lengthOf(name(list), 'list'), '==', number(0)),
          fail(`an empty list has no ${best} element`),
        ),
        letValue(best, 'number', { kind: 'at', list: name(list), index: number(0) }),
        each(list, 'number', when(binary(name(item), operator, name(best)), assign(best, name(item)))),
        give(name(best)),
      ],
    };
  },
});
