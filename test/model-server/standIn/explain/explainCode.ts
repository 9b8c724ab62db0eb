import { placeIn, type WhereInFile } from '../placeIn.ts';
import { type Bilingual, clip, code, count, fence, list, type Speech } from '../speech.ts';
import { type FunctionOutline, type Outline, outlineOf, type Place } from '../syntax/outline.ts';
import { codeOf, type SourceCode } from '../syntax/sourceCode.ts';
import { cautionsAbout } from './cautions.ts';
import { stepsOf } from './steps.ts';

export interface ExplainInput extends WhereInFile {
  readonly source: SourceCode;
}

const FUNCTIONS_IN_FULL = 6;

/** Markdown about what the syntax tree holds: what it is, how it runs, what to know before changing it. */
export function explainCode(input: ExplainInput): string {
  const { source, speech } = input;
  const at = placeIn(input);
  const outline = outlineOf(source);
  const named = outline.functions.filter(({ name }) => name);
  const functions = named.length > 0 ? named : outline.functions;
  const parts = [summary(input, outline)];
  if (functions.length === 0) parts.push(stepsOf({ source, speech, place: at }, source.root).join('\n'));
  for (const each of functions.slice(0, FUNCTIONS_IN_FULL)) {
    if (functions.length > 1) parts.push(heading(input, each));
    parts.push(stepsOf({ source, speech, place: at }, each.body).join('\n'), factsAbout(input, each));
  }
  if (functions.length > FUNCTIONS_IN_FULL)
    parts.push(otherFunctions(input, functions.slice(FUNCTIONS_IN_FULL)));
  parts.push(busiestPart(input, functions));
  const cautions = cautionsAbout({ source, outline, place: at, speech });
  if (cautions.length > 0)
    parts.push(
      `**${{ en: 'Before changing it', zh: '修改之前须知' }[speech]}**\n\n${cautions.map((line) => `- ${line}`).join('\n')}`,
    );
  return parts.filter(Boolean).join('\n\n');
}

function summary({ source, speech }: ExplainInput, outline: Outline): string {
  const { functions, types } = outline;
  const [only] = functions;
  const isOne = functions.length === 1 && types.length === 0 && !!only?.name;
  const named = functions.filter(({ name }) => name);
  const parens = (items: string): string => ({ en: ` (${items})`, zh: `（${items}）` })[speech];
  const holds = [
    ...(types.length > 0
      ? [
          `${count(speech, types.length, { en: 'type', zh: '个类型' })}${parens(
            list(
              speech,
              types.map(({ name }) => code(name)),
            ),
          )}`,
        ]
      : []),
    ...(named.length > 0
      ? [
          `${count(speech, named.length, { en: 'function', zh: '个函数' })}${parens(
            list(
              speech,
              named.slice(0, 8).map(({ name }) => code(name)),
            ) + (named.length > 8 ? '…' : ''),
          )}`,
        ]
      : []),
    ...(named.length < functions.length
      ? [count(speech, functions.length - named.length, { en: 'anonymous function', zh: '个匿名函数' })]
      : []),
  ];
  const lines = isOne ? only.endLine - only.line + 1 : outline.lines;
  const size = count(speech, lines, { en: 'line', zh: '行' });
  const { label } = source.language;
  if (isOne)
    return {
      en: `${code(only.name)} is a ${label} function of ${size}: ${shape(only, speech)}.${said(only, speech)}`,
      zh: `${code(only.name)} 是一个 ${label} 函数，共 ${size}：${shape(only, speech)}。${said(only, speech)}`,
    }[speech];
  if (holds.length === 0)
    return {
      en: `These are ${size} of ${label} without a function.`,
      zh: `这是 ${size} ${label} 代码，没有函数。`,
    }[speech];
  return {
    en: `These ${size} of ${label} hold ${list(speech, holds)}.`,
    zh: `这 ${size} ${label} 代码包含 ${list(speech, holds)}。`,
  }[speech];
}

function shape(outline: FunctionOutline, speech: Speech): string {
  const { parameters, loops, complexity } = outline;
  const depth = Math.max(0, ...loops.map((loop) => loop.depth));
  const gives = given(outline, speech);
  return list(speech, [
    parameters.length > 0
      ? {
          en: `it takes ${list(
            'en',
            parameters.map(({ text }) => code(clip(text, 60))),
          )}`,
          zh: `参数为 ${list(
            'zh',
            parameters.map(({ text }) => code(clip(text, 60))),
          )}`,
        }[speech]
      : { en: 'it takes nothing', zh: '没有参数' }[speech],
    gives,
    ...(depth > 0
      ? [
          {
            en: `has ${count('en', loops.length, { en: 'loop', zh: '个循环' })}${depth > 1 ? ` nested ${depth} deep` : ''}`,
            zh: `有 ${loops.length} 个循环${depth > 1 ? `（嵌套 ${depth} 层）` : ''}`,
          }[speech],
        ]
      : []),
    {
      en: `has a cyclomatic complexity of ${complexity}`,
      zh: `圈复杂度为 ${complexity}`,
    }[speech],
  ]);
}

/** What its own comment promises, as a quotation: the tree cannot tell whether it is true. */
function said({ documentation }: FunctionOutline, speech: Speech): string {
  if (!documentation) return '';
  return { en: ` Its comment says: “${documentation}”`, zh: `注释写道：“${documentation}”` }[speech];
}

/** What a caller gets, from the declared type and the return statements. */
function given({ result, returns, yields, node, body }: FunctionOutline, speech: Speech): string {
  if (yields.length > 0) return { en: 'yields values one by one', zh: '逐个产出值' }[speech];
  if (result)
    return { en: `gives back ${code(clip(result, 60))}`, zh: `返回 ${code(clip(result, 60))}` }[speech];
  const values = returns.filter(({ text }) => /^return\s*[^\s;]/.test(text));
  if (values.length > 0 || body.name !== 'Block') {
    const last = values.at(-1)?.text.replace(/^return\s*|;$/g, '');
    if (last)
      return {
        en: `gives back ${code(clip(last, 50))}${values.length > 1 ? ` or one of ${values.length - 1} other values` : ''}`,
        zh: `返回 ${code(clip(last, 50))}${values.length > 1 ? `，或另外 ${values.length - 1} 处的值之一` : ''}`,
      }[speech];
    if (/Arrow|Lambda|Closure/.test(node.name))
      return { en: 'gives back its expression', zh: '返回其表达式的值' }[speech];
  }
  return { en: 'gives nothing back', zh: '没有返回值' }[speech];
}

function heading(input: ExplainInput, outline: FunctionOutline): string {
  const title = outline.name
    ? code(outline.name)
    : { en: 'An anonymous function', zh: '匿名函数' }[input.speech];
  const at = placeIn(input)(outline.line);
  return {
    en: `**${title}** (${at}): ${shape(outline, 'en')}.${said(outline, 'en')}`,
    zh: `**${title}**（${at}）：${shape(outline, 'zh')}。${said(outline, 'zh')}`,
  }[input.speech];
}

/** Where it leaves, throws, waits and calls; each with the lines. */
function factsAbout(input: ExplainInput, outline: FunctionOutline): string {
  const { speech } = input;
  const at = placeIn(input);
  const fact = (label: Bilingual, places: readonly Place[], words: (text: string) => string): string[] => {
    const grouped = [...Map.groupBy(places, ({ text }) => clip(words(text), 60))];
    const all = grouped.slice(0, 8).map(([text, where]) => {
      const lines = [...new Set(where.map(({ line }) => at(line)))];
      const places = list(speech, lines.slice(0, 3)) + (lines.length > 3 ? '…' : '');
      return `${code(text)}${{ en: ` (${places})`, zh: `（${places}）` }[speech]}`;
    });
    if (all.length === 0) return [];
    return [`- ${label[speech]}${list(speech, all)}${grouped.length > all.length ? '…' : ''}`];
  };
  const facts = [
    ...fact({ en: 'Leaves early: ', zh: '提前返回：' }, outline.earlyReturns, (text) =>
      text.replace(/;$/, ''),
    ),
    ...fact({ en: 'Throws: ', zh: '抛出：' }, outline.throws, (text) =>
      text.replace(/^(throw|raise)\s+|;$/g, ''),
    ),
    ...fact({ en: 'Waits for: ', zh: '等待：' }, outline.awaits, (text) => text.replace(/^await\s+/, '')),
    ...fact({ en: 'Yields: ', zh: '产出：' }, outline.yields, (text) => text.replace(/^yield\s*/, '')),
    ...fact({ en: 'Calls: ', zh: '调用：' }, outline.calls, (text) => `${text}()`),
  ];
  // Without a paragraph between them, two lists would read as one.
  return facts.length > 0
    ? [{ en: 'Its ways out and its calls:', zh: '出口与调用：' }[speech], '', ...facts].join('\n')
    : '';
}

function otherFunctions(input: ExplainInput, functions: readonly FunctionOutline[]): string {
  const at = placeIn(input);
  const rows = functions.map(
    ({ name, line, complexity, parameters }) =>
      `| ${code(name || '…')} | ${at(line)} | ${parameters.length} | ${complexity} |`,
  );
  return {
    en: `The other functions:\n\n| Function | Where | Parameters | Complexity |\n| --- | --- | ---: | ---: |\n${rows.join('\n')}`,
    zh: `其余函数：\n\n| 函数 | 位置 | 参数 | 复杂度 |\n| --- | --- | ---: | ---: |\n${rows.join('\n')}`,
  }[input.speech];
}

const EXCERPT_LINES = 12;

/** The deepest loop, where most of the time is likely spent, as a small fenced excerpt. */
function busiestPart(input: ExplainInput, functions: readonly FunctionOutline[]): string {
  const { source, speech } = input;
  const [deepest] = functions.flatMap(({ loops }) => loops).toSorted((a, b) => b.depth - a.depth);
  if (!deepest) return '';
  const end = Math.min(deepest.endLine + 1, deepest.line + EXCERPT_LINES);
  const taken = codeOf(source).split('\n').slice(deepest.line, end);
  const margin = Math.min(...taken.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  const words = {
    en: `The innermost work is at ${placeIn(input)(deepest.line)}:`,
    zh: `最内层的工作在 ${placeIn(input)(deepest.line)}：`,
  }[speech];
  return `${words}\n\n${fence(source.language.names[0]!, taken.map((line) => line.slice(margin)).join('\n'))}`;
}
