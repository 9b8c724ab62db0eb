import type { CodeBlockPlan, PlanNode } from './markdownPlan.ts';
import { type OpenEnd, pathToEnd, withEnd } from './openEnd.ts';

/**
 * The fence at the end of `blocks` whose end has not come, and which begins at `start` of `tail`; `undefined` when it
 * stands in a quote or right after the mark of an item. It grows without being parsed again.
 */
export function openFence(blocks: readonly PlanNode[], tail: string, start: number): OpenEnd | undefined {
  const path = pathToEnd(blocks);
  const plan = path.at(-1);
  const opener = /^( *)(`{3,}|~{3,}).*\n/.exec(tail.slice(start));
  if (!opener || plan?.kind !== 'code-block' || plan.isClosed) return undefined;
  const [{ length }, { length: indent } = '', run = ''] = opener;
  const mark = run.charAt(0);
  const closing = new RegExp(`^ *${mark}{${run.length},}[ \\t]*$`);
  const maybeClosing = new RegExp(`^ {0,3}${mark}*[ \\t]*$`);
  let seen = start + length;
  let code = '';
  let shown: CodeBlockPlan = plan;
  return {
    grow(next) {
      for (let end = next.indexOf('\n', seen); end >= 0; end = next.indexOf('\n', seen)) {
        const line = withoutIndent(next.slice(seen, end), indent);
        if (line === undefined || closing.test(line)) return false;
        code += `${line}\n`;
        seen = end + 1;
      }
      const line = withoutIndent(next.slice(seen), indent);
      if (line === undefined) return false;
      shown = { ...plan, code: maybeClosing.test(line) ? code.slice(0, -1) : code + line };
      return true;
    },
    plan: () => withEnd(blocks, path.length - 1, () => shown),
  };
}

/** A line of code without the indentation of its block; `undefined` when it has less, and so does not belong to it. */
function withoutIndent(line: string, indent: number): string | undefined {
  const [{ length } = ''] = /^ */.exec(line) ?? [];
  if (length >= indent) return line.slice(indent);
  return length === line.length ? '' : undefined;
}
