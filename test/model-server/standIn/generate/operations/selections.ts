import { append, each, elementOf, letValue, listOf, type Operation } from '../operation.ts';
import { binary, give, lengthOf, name, number, when } from '../program.ts';
import { conditionIn } from './condition.ts';

/** The elements of a list that fit a condition. */
export const filter: Operation = {
  pattern: /\b(filter|keep|select|only)\b|过滤|筛选|保留/i,
  plan(input) {
    const condition = conditionIn(input);
    if (!condition) return undefined;
    const [list = condition.type === 'text' ? 'texts' : 'numbers'] = input.names;
    const item = elementOf(list);
    return {
      nameWords: ['keep', ...condition.nameWords],
      parameters: [{ name: list, type: listOf(condition.type) }],
      result: listOf(condition.type),
      documentation: {
        en: `Those of ${list} that are ${condition.words.en}, in their order.`,
        zh: `按原顺序返回 ${list} 中${condition.words.zh}的元素。`,
      },
      body: [
        letValue('kept', listOf(condition.type), { kind: 'empty-list', of: condition.type }, true),
        each(list, condition.type, when(condition.test(name(item)), append('kept', name(item)))),
        give(name('kept')),
      ],
    };
  },
};

/** How many elements fit a condition or equal a value, or how many words a text has. */
export const countMatching: Operation = {
  pattern: /\b(count|how many|number of)\b|计数|统计|多少/i,
  plan(input) {
    const condition = conditionIn(input);
    if (condition) {
      const [list = condition.type === 'text' ? 'texts' : 'numbers'] = input.names;
      return {
        nameWords: ['count', ...condition.nameWords],
        parameters: [{ name: list, type: listOf(condition.type) }],
        result: 'integer',
        documentation: {
          en: `How many of ${list} are ${condition.words.en}.`,
          zh: `${list} 中${condition.words.zh}的个数。`,
        },
        body: [
          letValue('count', 'integer', number(0)),
          each(
            list,
            condition.type,
            when(condition.test(name(elementOf(list))), {
              kind: 'update',
              name: 'count',
              operator: '+',
              value: number(1),
            }),
          ),
          give(name('count')),
        ],
      };
    }
    if (/\bwords?\b|单词/i.test(input.words)) {
      const [text = 'text'] = input.names;
      return {
        nameWords: ['count', 'words'],
        parameters: [{ name: text, type: 'text' }],
        result: 'integer',
        documentation: {
          en: `How many words ${text} has, parted by single blanks.`,
          zh: `${text} 中以空格分隔的单词数。`,
        },
        body: [
          letValue('count', 'integer', number(0)),
          {
            kind: 'each',
            name: 'word',
            of: 'text',
            list: { kind: 'split', text: name(text), separator: ' ' },
            body: [
              when(binary(lengthOf(name('word'), 'text'), '>', number(0)), {
                kind: 'update',
                name: 'count',
                operator: '+',
                value: number(1),
              }),
            ],
          },
          give(name('count')),
        ],
      };
    }
    const [list = 'values', value = 'wanted'] = input.names;
    if (!input.hasList) return undefined;
    return {
      nameWords: ['count', 'of'],
      parameters: [
        { name: list, type: listOf(input.element) },
        { name: value, type: input.element },
      ],
      result: 'integer',
      documentation: { en: `How many of ${list} equal ${value}.`, zh: `${list} 中等于 ${value} 的个数。` },
      body: [
        letValue('count', 'integer', number(0)),
        each(
          list,
          input.element,
          when(
            input.element === 'number' || input.element === 'integer'
              ? binary(name(elementOf(list)), '==', name(value))
              : { kind: 'same', left: name(elementOf(list)), right: name(value) },
            { kind: 'update', name: 'count', operator: '+', value: number(1) },
          ),
        ),
        give(name('count')),
      ],
    };
  },
};
