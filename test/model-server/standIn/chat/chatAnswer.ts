import { explainCode } from '../explain/explainCode.ts';
import { placeIn, type WhereInFile } from '../placeIn.ts';
import { type Bilingual, clip, code, count, list } from '../speech.ts';
import { type FunctionOutline, type Outline, outlineOf } from '../syntax/outline.ts';
import { codeOf, type SourceCode } from '../syntax/sourceCode.ts';

export interface ChatInput extends WhereInFile {
  /** The question, without its code. */
  readonly words: string;
  /** The newest code of the conversation, if there is any that can be read. */
  readonly source?: SourceCode;
}

/** What is said when there is nothing to read: who answers, and what it can do. */
const INTRODUCTION: Bilingual = {
  en: [
    'This is the stand-in model: a development aid that reads code with a parser. It cannot reason or know facts, but everything it says is computed from what it is sent:',
    '',
    '- **Explain** and **Optimize** on a selection in TypeScript, JavaScript, Python, Go, Java, Rust, C or C++',
    '- **Generate** for what it knows by name: “sum a list of prices”, “is palindrome”, “an interface User with name and age”',
    '- here: put code into a fenced block and ask which functions it has, what they call, where they return or throw',
    '',
    'For real answers, add a key or use a local model.',
  ].join('\n'),
  zh: [
    '这是替身模型：一个用解析器阅读代码的开发辅助。它不会推理，也没有知识，但它说的每句话都由收到的内容计算得出：',
    '',
    '- 对选中的 TypeScript、JavaScript、Python、Go、Java、Rust、C 或 C++ 代码**解释**和**优化**',
    '- **生成**它认识的操作，例如“求一组价格的总和”“判断回文”',
    '- 在这里：把代码放进代码块，问它有哪些函数、调用了什么、在哪里返回或抛出',
    '',
    '想要真正的回答，请添加密钥或使用本地模型。',
  ].join('\n'),
};

const NO_REASONING: Bilingual = {
  en: '_Read from the syntax tree by the stand-in model; it cannot reason about what the code is for._',
  zh: '_以上由替身模型从语法树读出；它无法推断代码的用途。_',
};

interface Topic {
  readonly pattern: RegExp;
  readonly tell: (outline: Outline, input: ChatInput & { readonly source: SourceCode }) => string;
}

const TOPICS: readonly Topic[] = [
  {
    pattern: /\bhow (long|many lines)\b|\blines\b|多少行|几行/i,
    tell: ({ lines }, { speech, source }) =>
      ({
        en: `It has ${count('en', lines, { en: 'line', zh: '行' })} of ${source.language.label}.`,
        zh: `共 ${lines} 行 ${source.language.label} 代码。`,
      })[speech],
  },
  {
    pattern: /\bfunctions?\b|\bmethods?\b|函数|方法/i,
    tell: ({ functions }, input) =>
      each(input, functions, { en: 'functions', zh: '函数' }, ({ name, parameters, line }) => {
        const signature = `${name || '(anonymous)'}(${parameters.map((parameter) => parameter.name).join(', ')})`;
        return `${code(clip(signature, 80))} – ${placeIn(input)(line)}`;
      }),
  },
  {
    pattern: /\bcall(s|ed)?\b|\buses?\b|调用|用到/i,
    tell: ({ functions }, input) =>
      each(input, functions, { en: 'calls', zh: '调用' }, ({ name, calls }) => {
        const names = [...new Set(calls.map(({ text }) => code(`${text}()`)))];
        return names.length > 0
          ? `${code(name || '(anonymous)')} → ${list(input.speech, names.slice(0, 12))}`
          : '';
      }),
  },
  {
    pattern: /\breturns?\b|返回/i,
    tell: ({ functions }, input) =>
      each(input, functions, { en: 'returns', zh: '返回' }, ({ name, returns }) =>
        places(
          input,
          name,
          returns.map(({ line, text }) => ({ line, text: text.replace(/;$/, '') })),
        ),
      ),
  },
  {
    pattern: /\bthrows?\b|\berrors?\b|\bexceptions?\b|\braises?\b|抛出|异常|报错|错误/i,
    tell: ({ functions }, input) =>
      each(input, functions, { en: 'throws', zh: '抛出' }, ({ name, throws }) => places(input, name, throws)),
  },
  {
    pattern: /\bcomplex(ity)?\b|\bloops?\b|复杂度|循环/i,
    tell: ({ functions }, input) =>
      each(input, functions, { en: 'complexity', zh: '复杂度' }, ({ name, complexity, loops }) => {
        const depth = Math.max(0, ...loops.map((loop) => loop.depth));
        return {
          en: `${code(name || '(anonymous)')}: cyclomatic complexity ${complexity}, ${count('en', loops.length, { en: 'loop', zh: '' })}, nested ${depth} deep`,
          zh: `${code(name || '(anonymous)')}：圈复杂度 ${complexity}，${loops.length} 个循环，嵌套 ${depth} 层`,
        }[input.speech];
      }),
  },
  {
    pattern: /\bto-?dos?\b|\bfixmes?\b|待办/i,
    tell: (_, input) => {
      const found = codeOf(input.source)
        .split('\n')
        .flatMap((text, line) =>
          /\b(TODO|FIXME|XXX)\b/.test(text) ? [`- ${placeIn(input)(line)} ${code(clip(text, 100))}`] : [],
        );
      return found.length > 0
        ? found.join('\n')
        : { en: 'No comment says TODO or FIXME.', zh: '没有 TODO 或 FIXME 注释。' }[input.speech];
    },
  },
];

/** Answers a question about the code in the conversation by what a parser finds in it. */
export function chatAnswer(input: ChatInput): string {
  const { source, words, speech } = input;
  if (!source) return INTRODUCTION[speech];
  const outline = outlineOf(source);
  const told = TOPICS.filter(({ pattern }) => pattern.test(words)).map(({ tell }) =>
    tell(outline, { ...input, source }),
  );
  const answer = told.length > 0 ? told.join('\n\n') : explainCode({ ...input, source });
  return `${answer}\n\n${NO_REASONING[speech]}`;
}

function each(
  { speech }: ChatInput,
  functions: readonly FunctionOutline[],
  what: Bilingual,
  tell: (outline: FunctionOutline) => string,
): string {
  const rows = functions.map(tell).filter(Boolean);
  if (rows.length === 0)
    return { en: `No ${what.en} in this code.`, zh: `这段代码中没有${what.zh}。` }[speech];
  const title = { en: `${what.en[0]!.toUpperCase()}${what.en.slice(1)}:`, zh: `${what.zh}：` }[speech];
  return `${title}\n\n${rows.map((row) => `- ${row}`).join('\n')}`;
}

function places(
  input: ChatInput,
  name: string,
  where: readonly { readonly line: number; readonly text: string }[],
): string {
  if (where.length === 0) return '';
  const all = where.slice(0, 8).map(({ line, text }) => `${code(clip(text, 60))} (${placeIn(input)(line)})`);
  return `${code(name || '(anonymous)')}: ${list(input.speech, all)}`;
}
