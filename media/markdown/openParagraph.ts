import { planParagraph } from './longBlocks.ts';
import type { ElementPlan, PlanNode } from './markdownPlan.ts';
import { type OpenEnd, pathToEnd, withEnd } from './openEnd.ts';
import type { OpenText } from './openText.ts';

/** A line that begins so can be nothing but text, whatever follows in it. */
const TEXT_LINE =
  /^(?:[^\s\-+*#>=|:~`$\\[\]\d_]|\*{1,2}[^\s*]|`{1,2}[^`]|_{1,2}[^\s_]|\d+(?:[^\d.)]|[.)]\S)|\[[^\]\\[]*\][^:])/;
/** A paragraph that begins so may turn out to be a definition. */
const DEFINITION = /^\[(?![^\]\\[]*\][^:])/;

/**
 * The paragraph at the end of `blocks`, whose last line can only go on; `undefined` where there is none, or where it
 * may become something else. `content` is its source, `text` what of it is shown by `openText`: all but a mark of its
 * own at the beginning.
 */
export function openParagraph(
  blocks: readonly PlanNode[],
  content: string,
  text: string,
  openText: OpenText,
  tail: string,
): OpenEnd | undefined {
  const written = tail.trimEnd();
  const lastLine = content.slice(content.lastIndexOf('\n') + 1);
  const isLastLine = written.endsWith(lastLine) && !tail.includes('\n', written.length);
  if (!isLastLine || !TEXT_LINE.test(lastLine) || DEFINITION.test(content)) return undefined;
  const depth = pathToEnd(blocks).findLastIndex((node) => node.kind === 'element' && node.tag === 'p');
  if (depth < 0) return undefined;
  let source = text + tail.slice(written.length);
  let seen = tail.length;
  return {
    grow(next) {
      if (next.includes('\n', seen)) return false;
      source += next.slice(seen);
      seen = next.length;
      return true;
    },
    plan: () =>
      withEnd(blocks, depth, (node) => withText(node as ElementPlan, openText.plan(source.trimEnd()))),
  };
}

/** The paragraph with other text after the mark that it may begin with. */
function withText(paragraph: ElementPlan, text: readonly PlanNode[]): ElementPlan {
  const [start] = paragraph.children;
  const first = start?.kind === 'element' && start.variant === 'part' ? start.children[0] : start;
  const hasMark = first?.kind === 'task' || first?.kind === 'alert-title';
  return planParagraph(hasMark ? [first, ...text] : text);
}
