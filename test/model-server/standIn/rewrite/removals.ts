import { type Edit, removal } from '../optimize/rewrite.ts';
import { count, type Speech } from '../speech.ts';
import { nodesIn, type SourceCode, textOf } from '../syntax/sourceCode.ts';
import type { RewriteStep } from './rewriteStep.ts';

/** Takes all comments out, with their lines where nothing else stands on them. */
export function removeComments(source: SourceCode, speech: Speech): RewriteStep {
  const edits: Edit[] = [];
  for (const node of nodesIn(source.root)) {
    if (!source.language.comments.has(node.name)) continue;
    const edit = removal(source, node.from, node.to);
    // Behind code, the blanks before the comment go too.
    const blanks = /[ \t]*$/.exec(source.text.slice(0, edit.from))![0].length;
    const isBehind = edit.from === node.from && /^\s*($|[\n),;\]])/.test(source.text.slice(edit.to));
    edits.push(isBehind ? { ...edit, from: edit.from - blanks } : edit);
  }
  const comments = count(speech, edits.length, { en: 'comment', zh: '条注释' });
  if (edits.length === 0) return { refused: { en: 'There is no comment.', zh: '没有注释。' }[speech] };
  return { edits: merged(edits), done: { en: `Removed ${comments}.`, zh: `删除了 ${comments}。` }[speech] };
}

/** Takes calls out whose only purpose is to print, where they stand as statements. */
export function removeDebugOutput(source: SourceCode, speech: Speech): RewriteStep {
  const prints =
    /^(console\.(log|debug|info|trace)|print|println|fmt\.Print\w*|System\.out\.print\w*|dbg|debugger)\b/;
  const edits: Edit[] = [];
  for (const node of nodesIn(source.root)) {
    const isStatement = /^(ExpressionStatement|ExprStatement|DebuggerStatement)$/.test(node.name);
    if (isStatement && prints.test(textOf(source, node)))
      edits.push(removal(source, node.from, node.from + textOf(source, node).trimEnd().length));
  }
  if (edits.length === 0)
    return { refused: { en: 'There is no debug output.', zh: '没有调试输出。' }[speech] };
  const statements = count(speech, edits.length, { en: 'statement', zh: '条语句' });
  return {
    edits: merged(edits),
    done: {
      en: `Removed ${statements} that only print; what their arguments did is gone as well.`,
      zh: `删除了 ${statements}仅用于输出的代码；其参数的求值也随之去掉。`,
    }[speech],
  };
}

/** Writes plain strings with the other quotes; those that hold quotes or escapes stay. */
export function changeQuotes(source: SourceCode, quote: string, speech: Speech): RewriteStep {
  const edits: Edit[] = [];
  for (const node of nodesIn(source.root)) {
    const text = textOf(source, node);
    const isPlain = node.name === 'String' && /^(['"])(?!\1\1)[^'"\\]*\1$/.test(text);
    if (isPlain && !text.startsWith(quote) && !node.parent?.name.startsWith('JSX'))
      edits.push({ from: node.from, to: node.to, text: quote + text.slice(1, -1) + quote });
  }
  const strings = count(speech, edits.length, { en: 'string', zh: '个字符串' });
  if (edits.length === 0)
    return { refused: { en: 'No string needs other quotes.', zh: '没有需要更换引号的字符串。' }[speech] };
  return {
    edits,
    done: { en: `Changed the quotes of ${strings}.`, zh: `更换了 ${strings}的引号。` }[speech],
  };
}

/** Edits in order, those that meet taken together. */
function merged(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = [];
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && edit.from <= last.to) result[result.length - 1] = { ...last, to: Math.max(last.to, edit.to) };
    else result.push(edit);
  }
  return result;
}
