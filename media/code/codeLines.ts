import { element } from '../dom/element.ts';
import { type ColouredGroups, LINES_PER_GROUP } from './codeColouring.ts';
import { type CodeRun, countSameRuns } from './codeRun.ts';

/** The lines of a code block, in groups of elements that never change once they are full and coloured. */
export interface CodeLines {
  readonly element: HTMLElement;
  append(text: string): void;
  colour(coloured: ColouredGroups): void;
}

interface Group {
  readonly element: HTMLElement;
  /** What the first nodes show, a node for each; those after them are text that is not coloured yet. */
  runs: readonly CodeRun[];
}

export function createCodeLines(): CodeLines {
  const root = element('code');
  const groups: Group[] = [];
  let lastLines = 0;

  function addGroup(): Group {
    const group: Group = { element: element('span', { class: 'lines' }), runs: [] };
    groups.push(group);
    root.append(group.element);
    lastLines = 0;
    return group;
  }

  function addText(text: string): void {
    const group = groups.at(-1) ?? addGroup();
    const last = group.element.lastChild;
    if (last instanceof Text && group.element.childNodes.length > group.runs.length) last.appendData(text);
    else group.element.append(text);
  }

  return {
    element: root,
    append(text) {
      let start = 0;
      for (let end = text.indexOf('\n') + 1; end > 0; end = text.indexOf('\n', end) + 1) {
        if (++lastLines < LINES_PER_GROUP) continue;
        addText(text.slice(start, end));
        addGroup();
        start = end;
      }
      if (start < text.length) addText(text.slice(start));
    },
    colour({ firstGroup, groups: coloured }) {
      coloured.forEach((runs, index) => {
        const group = groups[firstGroup + index] ?? addGroup();
        const kept = countSameRuns(group.runs, runs);
        const { childNodes } = group.element;
        while (childNodes.length > kept) group.element.lastChild?.remove();
        group.element.append(...runs.slice(kept).map(runNode));
        group.runs = runs;
      });
      for (const extra of groups.splice(firstGroup + coloured.length)) extra.element.remove();
      lastLines = (coloured.at(-1) ?? []).reduce((count, { text }) => count + text.split('\n').length - 1, 0);
    },
  };
}

function runNode({ text, scope }: CodeRun): Node {
  return scope ? element('span', { class: `code-${scope}` }, text) : document.createTextNode(text);
}
