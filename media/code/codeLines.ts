import { element } from '../dom/element.ts';
import type { ColouredGroups } from './codeColouring.ts';
import { type CodeRun, countSameRuns } from './codeRun.ts';

/**
 * The lines of a code block: coloured ones in groups of elements that never change once they are full, and after them
 * plain ones, a few in an element. So the browser lays out little for an added word.
 */
export interface CodeLines {
  readonly element: HTMLElement;
  append(text: string): void;
  /** Shows so many characters as the groups and those before them say; what follows stays plain. */
  colour(coloured: ColouredGroups): void;
}

/** So much plain text has an element of its own, up to the end of its line. */
const PLAIN_CHARACTERS = 200;

interface Group {
  readonly element: HTMLElement;
  /** What its nodes show, a node for each. */
  runs: readonly CodeRun[];
}

export function createCodeLines(): CodeLines {
  const root = element('code');
  const groups: Group[] = [];
  /** Each ends where a line does, but for the last one. */
  let plain: Text[] = [];
  let colouredLength = 0;

  function addPlain(text: string): void {
    const last = plain.at(-1);
    if (last && (last.length < PLAIN_CHARACTERS || !last.data.endsWith('\n'))) {
      last.appendData(text);
      return;
    }
    const added = document.createTextNode(text);
    root.append(createLines([added]));
    plain.push(added);
  }

  /** Takes characters off the beginning of what is plain. */
  function dropPlain(count: number): void {
    let left = count;
    let dropped = 0;
    for (const text of plain) {
      if (text.length > left) {
        if (left > 0) text.deleteData(0, left);
        break;
      }
      left -= text.length;
      text.parentElement?.remove();
      dropped++;
    }
    plain = plain.slice(dropped);
  }

  return {
    element: root,
    append(text) {
      const lineEnd = text.lastIndexOf('\n') + 1;
      if (lineEnd > 0) addPlain(text.slice(0, lineEnd));
      if (lineEnd < text.length) addPlain(text.slice(lineEnd));
    },
    colour({ firstGroup, groups: coloured, length }) {
      const firstPlain = plain[0]?.parentElement ?? null;
      coloured.forEach((runs, index) => {
        const group = groups[firstGroup + index];
        if (!group) {
          const added = createLines(runs.map(runNode));
          groups.push({ element: added, runs });
          root.insertBefore(added, firstPlain);
          return;
        }
        const kept = countSameRuns(group.runs, runs);
        const { childNodes } = group.element;
        while (childNodes.length > kept) group.element.lastChild?.remove();
        group.element.append(...runs.slice(kept).map(runNode));
        group.runs = runs;
      });
      for (const extra of groups.splice(firstGroup + coloured.length)) extra.element.remove();
      dropPlain(length - colouredLength);
      colouredLength = length;
    },
  };
}

/** Made before they are in the page, as it is told of each change there. */
const createLines = (nodes: readonly Node[]): HTMLElement => element('span', { class: 'lines' }, ...nodes);

function runNode({ text, scope }: CodeRun): Node {
  return scope ? element('span', { class: `code-${scope}` }, text) : document.createTextNode(text);
}
