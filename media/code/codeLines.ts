import { element } from '../dom/element.ts';
import { type ColouredGroups, LINES_PER_GROUP } from './codeColouring.ts';
import { type CodeRun, sameRuns } from './codeRun.ts';

/** The lines of a code block, in groups of elements that never change once they are full and coloured. */
export interface CodeLines {
  readonly element: HTMLElement;
  append(text: string): void;
  colour(coloured: ColouredGroups): void;
}

interface Group {
  readonly element: HTMLElement;
  /** `undefined` when plain text was added since it was coloured. */
  runs: readonly CodeRun[] | undefined;
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
    if (last instanceof Text) last.appendData(text);
    else group.element.append(text);
    group.runs = undefined;
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
        if (group.runs && sameRuns(group.runs, runs)) return;
        group.element.replaceChildren(...runs.map(runNode));
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
