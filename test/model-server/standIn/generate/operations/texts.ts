import type { Bilingual } from '../../speech.ts';
import { assign, letValue, listOf, type Operation } from '../operation.ts';
import { binary, give, name, type Statement } from '../program.ts';

/** A text in another form. */
export const textCall = (
  pattern: RegExp,
  method: 'upper' | 'lower' | 'trim',
  words: readonly string[],
  doc: Bilingual,
): Operation => ({
  pattern,
  plan({ names: [text = 'text'] }) {
    return {
      nameWords: words,
      parameters: [{ name: text, type: 'text' }],
      result: 'text',
      documentation: doc,
      body: [give({ kind: 'text-call', method, of: name(text) })],
    };
  },
});

const SEPARATORS: readonly (readonly [RegExp, string])[] = [
  [/\bcommas?\b|逗号/i, ','],
  [/\b(blanks?|spaces?)\b|空格/i, ' '],
  [/\b(newlines?|lines?)\b|换行|按行/i, '\n'],
  [/\b(dash|hyphens?)\b|连字符/i, '-'],
  [/\bsemicolons?\b|分号/i, ';'],
];

const separatorIn = (words: string): string | undefined =>
  SEPARATORS.find(([pattern]) => pattern.test(words))?.[1];

/** Texts as one text. */
export const join: Operation = {
  pattern: /\b(join|concatenate)\b|拼接|连接/i,
  plan({ names: [list = 'texts'], words }) {
    const separator = separatorIn(words) ?? '';
    return {
      nameWords: ['join', list],
      parameters: [{ name: list, type: listOf('text') }],
      result: 'text',
      documentation: {
        en: `All ${list} in one text, parted by ${JSON.stringify(separator)}.`,
        zh: `以 ${JSON.stringify(separator)} 连接所有 ${list}。`,
      },
      body: [give({ kind: 'joined', list: name(list), separator })],
    };
  },
};

/** A text in parts. */
export const split: Operation = {
  pattern: /\bsplits?\b|分割|拆分/i,
  plan({ names: [text = 'text'], words }) {
    const separator = separatorIn(words) ?? ',';
    return {
      nameWords: ['split', text],
      parameters: [{ name: text, type: 'text' }],
      result: listOf('text'),
      documentation: {
        en: `The parts of ${text} between ${JSON.stringify(separator)}.`,
        zh: `按 ${JSON.stringify(separator)} 拆分 ${text}。`,
      },
      body: [give({ kind: 'split', text: name(text), separator })],
    };
  },
};

/** Whether a text reads the same from both ends. */
export const palindrome: Operation = {
  pattern: /\bpalindrom\w*\b|回文/i,
  plan({ names: [text = 'text'] }) {
    return {
      nameWords: ['is', 'palindrome'],
      parameters: [{ name: text, type: 'text' }],
      result: 'truth',
      documentation: {
        en: `Whether ${text} reads the same from both ends.`,
        zh: `判断 ${text} 正读与反读是否相同。`,
      },
      body: [...reversedText(text), give({ kind: 'same', left: name(text), right: name('result') })],
    };
  },
};

/** Puts the characters of a text into `result` from the last to the first. */
export const reversedText = (text: string): readonly Statement[] => [
  letValue('result', 'text', { kind: 'text', value: '' }),
  {
    kind: 'each-character',
    name: 'character',
    text: name(text),
    body: [assign('result', binary(name('character'), '+', name('result')))],
  },
];
