import { placeIn, type WhereInFile } from '../placeIn.ts';
import { type Bilingual, clip, code, fence, list } from '../speech.ts';
import { type FunctionOutline, outlineOf, type Place } from '../syntax/outline.ts';
import { codeOf, type SourceCode } from '../syntax/sourceCode.ts';
import { cautionsAbout } from './cautions.ts';
import { quotation, shapeOf } from './shape.ts';
import { stepsOf } from './steps.ts';
import { summaryOf } from './summary.ts';

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
  const parts = [summaryOf(source, outline, speech)];
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

function heading(input: ExplainInput, outline: FunctionOutline): string {
  const title = outline.name
    ? code(outline.name)
    : { en: 'An anonymous function', zh: '匿名函数' }[input.speech];
  const at = placeIn(input)(outline.line);
  return {
    en: `**${title}** (${at}): ${shapeOf(outline, 'en')}.${quotation(outline, 'en')}`,
    zh: `**${title}**（${at}）：${shapeOf(outline, 'zh')}。${quotation(outline, 'zh')}`,
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
