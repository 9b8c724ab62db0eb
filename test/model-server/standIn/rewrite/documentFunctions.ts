import type { SyntaxNode } from '@lezer/common';
import type { Edit } from '../optimize/rewrite.ts';
import { code, list, type Speech } from '../speech.ts';
import { type FunctionOutline, outlineOf } from '../syntax/outline.ts';
import { indentationAt, type SourceCode } from '../syntax/sourceCode.ts';
import type { RewriteStep } from './rewriteStep.ts';

/** Puts a comment on each named function that has none, from what its signature and body show. */
export function documentFunctions(source: SourceCode, speech: Speech): RewriteStep {
  const functions = outlineOf(source).functions.filter(({ name, documentation }) => name && !documentation);
  if (functions.length === 0)
    return {
      refused: { en: 'Every named function has a comment already.', zh: '每个具名函数都已有注释。' }[speech],
    };
  const names = functions.map(({ name }) => code(name));
  return {
    edits: functions.map((each) => commentOn(source, each)).toSorted((a, b) => a.from - b.from),
    done: {
      en: `Documented ${list('en', names)} from the signature and the body. What a name means is yours to say.`,
      zh: `根据签名与函数体为 ${list('zh', names)} 添加了文档。名称的含义请自行补充。`,
    }[speech],
  };
}

function commentOn(source: SourceCode, outline: FunctionOutline): Edit {
  const { language, text } = source;
  const holder = statementOf(source, outline.node);
  const indentation = indentationAt(source, holder.from);
  const title = sentenceOf(outline.name);
  if (language.id === 'python') {
    const first = text.indexOf('\n', outline.body.from) + 1;
    const inner = /^[ \t]*/.exec(text.slice(first))![0] || `${indentation}    `;
    const rows = [title, ...details(outline, pythonDetail)];
    const docstring = rows.length === 1 ? `"""${title}"""` : `"""${rows.join(`\n${inner}`)}\n${inner}"""`;
    return { from: first, to: first, text: `${inner}${docstring}\n` };
  }
  const lineStart = text.lastIndexOf('\n', holder.from - 1) + 1;
  const at = text.slice(lineStart, holder.from).trim() === '' ? lineStart : holder.from;
  const lead = at === lineStart ? indentation : '';
  const put = (rows: readonly string[]): Edit => ({
    from: at,
    to: at,
    text: rows.map((row) => `${lead}${row}`.trimEnd()).join('\n') + (at === lineStart ? '\n' : ' '),
  });
  if (language.id === 'go' || language.id === 'rust') {
    const mark = language.id === 'go' ? '//' : '///';
    const opening = language.id === 'go' ? `${outline.name}: ${title}` : title;
    return put([`${mark} ${opening}`]);
  }
  const rows = details(
    outline,
    (tag, name, words) => `@${tag}${name ? ` ${name}` : ''}${words ? ` ${words}` : ''}`,
  );
  return put(
    rows.length === 0
      ? [`/** ${title} */`]
      : ['/**', ` * ${title}`, ' *', ...rows.map((row) => ` * ${row}`), ' */'],
  );
}

/** What stands where a comment belongs: the export, the decorated or declared statement around the function. */
function statementOf(source: SourceCode, node: SyntaxNode): SyntaxNode {
  let holder = node;
  while (
    holder.parent &&
    /^(ExportDeclaration|VariableDeclaration|DecoratedStatement|TemplateDeclaration|ExpressionStatement)$/.test(
      holder.parent.name,
    ) &&
    holder.parent.from >= source.start
  )
    holder = holder.parent;
  return holder;
}

type Detail = (tag: string, name: string, words: string) => string;

function details({ parameters, throws }: FunctionOutline, write: Detail): string[] {
  const named = parameters.filter(({ name }) => /^[\w$]+$/.test(name) && !/^(self|cls|this)$/.test(name));
  const thrown = new Set(
    throws.map(({ text }) => /\b(?:throw|raise)\s+(?:new\s+)?([\w.]+)/.exec(text)?.[1] ?? ''),
  );
  return [
    // A name of one word says nothing more when it is said again.
    ...named.map(({ name }) => write('param', name, wordsOf(name) === name ? '' : wordsOf(name))),
    ...[...thrown].filter(Boolean).map((name) => write('throws', `{${name}}`, '')),
  ];
}

const pythonDetail: Detail = (tag, name, words) => {
  if (tag === 'param') return `:param ${name}: ${words}`;
  return `:raises ${name.slice(1, -1)}:`;
};

const wordsOf = (name: string): string =>
  name
    .replace(/_/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .trim();

function sentenceOf(name: string): string {
  const words = wordsOf(name.split(/[.:]+/).at(-1)!);
  return words ? `${words[0]!.toUpperCase()}${words.slice(1)}.` : name;
}
