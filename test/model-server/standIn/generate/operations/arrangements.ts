import { append, each, elementOf, letValue, listOf, type Operation } from '../operation.ts';
import { binary, give, lengthOf, name, number, when } from '../program.ts';
import { reversedText } from './texts.ts';

/** A list without repetitions. */
export const unique: Operation = {
  pattern: /\b(unique|distinct|dedup\w*|duplicates?)\b|去重|重复/i,
  plan({ names: [list = 'values'], element }) {
    const item = elementOf(list);
    return {
      nameWords: ['unique', list],
      parameters: [{ name: list, type: listOf(element) }],
      result: listOf(element),
      documentation: {
        en: `The ${list} without repetitions, each where it first stood.`,
        zh: `去除 ${list} 中的重复项，保留首次出现的位置。`,
      },
      body: [
        letValue('result', listOf(element), { kind: 'empty-list', of: element }, true),
        each(
          list,
          element,
          when(
            { kind: 'contains', list: name('result'), value: name(item), isAbsent: true },
            append('result', name(item)),
          ),
        ),
        give(name('result')),
      ],
    };
  },
};

/** A sorted copy of a list. */
export const sort: Operation = {
  pattern: /\bsort(s|ed|ing)?\b|排序/i,
  plan({ names: [list], element, words }) {
    const of = element === 'anything' ? 'number' : element;
    const id = list ?? (of === 'text' ? 'texts' : 'numbers');
    const isDescending = /descending|reverse|largest first|降序|从大到小/i.test(words);
    return {
      nameWords: ['sorted', id],
      parameters: [{ name: id, type: listOf(of) }],
      result: listOf(of),
      documentation: {
        en: `A sorted copy of ${id}, ${isDescending ? 'largest' : 'smallest'} first.`,
        zh: `返回 ${id} 的副本，按${isDescending ? '降' : '升'}序排列。`,
      },
      body: [give({ kind: 'sorted', list: name(id), of, isDescending })],
    };
  },
};

/** A list or text from its end to its start. */
export const reverse: Operation = {
  pattern: /\brevers(e|es|ed|ing)\b|反转|倒序|逆序/i,
  plan({ names, element, hasList }) {
    if (hasList) {
      const [list = 'values'] = names;
      return {
        nameWords: ['reversed', list],
        parameters: [{ name: list, type: listOf(element) }],
        result: listOf(element),
        documentation: {
          en: `A copy of ${list} from the last to the first.`,
          zh: `返回 ${list} 的副本，顺序相反。`,
        },
        body: [
          letValue('result', listOf(element), { kind: 'empty-list', of: element }, true),
          letValue('index', 'integer', lengthOf(name(list), 'list')),
          {
            kind: 'while',
            condition: binary(name('index'), '>', number(0)),
            body: [
              { kind: 'update', name: 'index', operator: '-', value: number(1) },
              append('result', { kind: 'at', list: name(list), index: name('index') }),
            ],
          },
          give(name('result')),
        ],
      };
    }
    const [text = 'text'] = names;
    return {
      nameWords: ['reversed', text],
      parameters: [{ name: text, type: 'text' }],
      result: 'text',
      documentation: {
        en: `The characters of ${text} from the last to the first.`,
        zh: `将 ${text} 的字符倒序返回。`,
      },
      body: [...reversedText(text), give(name('result'))],
    };
  },
};
