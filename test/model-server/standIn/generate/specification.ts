import type { OperationInput } from './operation.ts';
import type { Parameter, ValueType } from './program.ts';

/** What the words of an instruction say about a function, whatever it is to do. */
export interface Specification extends OperationInput {
  /** The name that the words give; empty when they give none. */
  readonly functionName: string;
}

const LIST =
  /\b(list|array|slice|collection|sequence|all|numbers|strings|words|texts|values|items|elements)\b|列表|数组|集合|一组|切片|所有/i;

/** Words that name a kind of value; their plural names a list of it. */
const KINDS: readonly (readonly [RegExp, ValueType])[] = [
  [/\b(integers?|ints?)\b|整数/i, 'integer'],
  [/\b(numbers?|floats?|prices|amounts|scores|ages)\b|数字|数值|数组|价格|分数/i, 'number'],
  [/\b(strings?|texts?|words|names|characters|lines)\b|字符串|文本|单词|姓名/i, 'text'],
  [/\b(booleans?|flags?)\b|布尔/i, 'truth'],
];

const ID = '[A-Za-z_$][\\w$]*';

/** Reads names, kinds and figures from an instruction in English or Chinese. */
export function readSpecification(words: string): Specification {
  const figure = /(?<![\w.])-?\d+(?:\.\d+)?/.exec(words)?.[0];
  const functionName = readFunctionName(words);
  return {
    words,
    functionName,
    names: readNames(words, functionName),
    element: kindIn(words),
    hasList: isAboutList(words),
    ...(figure !== undefined && { figure: Number(figure) }),
  };
}

/** The kind of value that the words name first in this order: integers, numbers, texts, booleans. */
export function kindIn(words: string): ValueType {
  return KINDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'anything';
}

/** “two numbers a and b” are no list, “a list of numbers” and “all numbers” are. */
function isAboutList(words: string): boolean {
  if (/\b(two|three|both)\s+(\w+\s+)?(numbers|integers|strings|values|texts)|(两|二|三)个/i.test(words))
    return /\b(list|array|slice)\b|列表|数组/i.test(words);
  return LIST.test(words);
}

function readFunctionName(words: string): string {
  const named = new RegExp(
    `(?:called|named|function name is|名为|叫做?|函数名为?|命名为)\\s*[\`'"“]?(${ID})|\\bfunction\\s+\`(${ID})\`|函数\\s*\`?(${ID})|\`(${ID})\\(`,
    'i',
  ).exec(words);
  return named?.slice(1).find(Boolean) ?? '';
}

/** Names that the words give to what is worked on: `a and b`, `a list of prices`, `` `text` ``. */
function readNames(words: string, functionName: string): readonly string[] {
  const quoted = [...words.matchAll(new RegExp(`\`(${ID})\``, 'g'))].map((match) => match[1]!);
  const fromBackticks = quoted.filter((each) => each !== functionName);
  if (fromBackticks.length > 0) return fromBackticks;
  const pair = new RegExp(
    `\\b(${SHORT})\\s*(?:,|and|与|和|、)\\s*(?:and\\s+)?(${SHORT})(?:\\s*(?:,|and|与|和|、)+\\s*(?:and\\s+)?(${SHORT}))?(?![\\w-])`,
  ).exec(words.replace(/[\u3400-\u9fff]+/g, (run) => (/^[与和、]$/.test(run) ? ` ${run} ` : ' ')));
  if (pair) return pair.slice(1).filter((each): each is string => each !== undefined);
  const listed = /\b(?:list|array|slice|collection|sequence) of ([a-z]+s)\b/i.exec(words)?.[1]?.toLowerCase();
  return listed && !RESERVED.test(listed) ? [listed] : [];
}

/** One letter, or a name that is written as one: nothing else can be told from a word. */
const SHORT = '[a-z]|[a-z]+[A-Z]\\w*|[a-z]+_\\w+';
const RESERVED = /^(class|case|this|is|as|pass|ints)$/;

/** “with fields name: string and age: number”, “with name, age” → fields of a type or parameters of a function. */
export function readFields(words: string): readonly Parameter[] {
  const list =
    /\b(?:with|having|fields?|properties|parameters?|taking|takes|accepts)\b[:\s]*(.+)$|(?:包含|字段|属性|参数)[：:\s为有是]*(.+)$/i.exec(
      words,
    );
  const text = (list?.[1] ?? list?.[2] ?? '').replace(
    /^(?:the\s+)?(?:fields?|properties|parameters?)[:\s]*/i,
    '',
  );
  return text.split(/\s*(?:,|，|、|;|\band\b|和|以及)\s*/).flatMap((part) => {
    const found = new RegExp(
      `^(?:an?\\s+)?\`?(${ID})\`?(?:\\s*(?::|\\(|（|as|of type)\\s*(.+?)[)）]?)?[.。]?$`,
      'i',
    ).exec(part.trim());
    return found ? [{ name: found[1]!, type: fieldType(found[1]!, found[2] ?? '') }] : [];
  });
}

function fieldType(name: string, words: string): ValueType {
  const isList = /\[\]|\blist\b|\barray\b|列表|数组/i.test(words);
  const said = kindIn(words);
  const kind = said === 'anything' ? guessed(name) : said;
  return isList ? { listOf: kind } : kind;
}

/** What a field is by its name, where the words do not say. */
function guessed(name: string): ValueType {
  if (/^(is|has|can)[A-Z_]/.test(name)) return 'truth';
  if (/(count|age|index|size|quantity|year)$/i.test(name)) return 'integer';
  if (/(price|amount|total|score|rate|ratio|width|height|weight)$/i.test(name)) return 'number';
  if (/(name|title|text|email|id|address|label|description|url|path)$/i.test(name)) return 'text';
  return 'anything';
}
