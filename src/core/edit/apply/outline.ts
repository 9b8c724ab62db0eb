import { definitionOf } from './definition.ts';
import { foldedLine, isBlankLine, leadingBlanks } from './lineKeys.ts';

/** A line and what belongs to it: the deeper lines below it, and the closing brackets at its own depth. */
export interface OutlineItem {
  /** Of its first line. */
  readonly start: number;
  /** Behind its last line that is not blank. */
  readonly end: number;
  /** The lines between its opening and its closing ones; empty when there are none. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly head: string;
  /** What it is known by: what it defines, or its first line without blanks. */
  readonly key: string;
  readonly definition: string | undefined;
  /** It stands for lines that were left out. */
  readonly isMark: boolean;
}

const CLOSING = /^\s*(?:[)\]}]|<\/|(?:end|fi|done|esac)\s*[;)]?\s*$)/;
const CONTINUES = /^\s*\{/;
const TAB_COLUMNS = 4;

function columnsOf(line: string): number {
  let columns = 0;
  for (const character of leadingBlanks(line))
    columns += character === '\t' ? TAB_COLUMNS - (columns % TAB_COLUMNS) : 1;
  return columns;
}

export interface OutlineInput {
  readonly lines: readonly string[];
  /** Lines whose indentation says nothing, since they begin within a string or comment. */
  readonly startsInside?: readonly boolean[];
  isMark(line: string): boolean;
}

/** The items of a range of lines that are next to each other, as indentation and brackets show them. */
export function outline(input: OutlineInput, start: number, end: number): readonly OutlineItem[] {
  const { lines, startsInside } = input;
  const items: OutlineItem[] = [];
  let from = -1;
  let last = -1;
  let depth = 0;
  const close = (): void => {
    if (from >= 0) items.push(itemOf(input, from, last + 1));
    from = -1;
  };
  for (let line = start; line < end; line++) {
    const text = lines[line]!;
    if (isBlankLine(text)) continue;
    const isMark = input.isMark(text);
    const columns = columnsOf(text);
    const belongs =
      from >= 0 &&
      (startsInside?.[line] === true ||
        columns > depth ||
        (columns === depth && !isMark && last >= 0 && (CLOSING.test(text) || CONTINUES.test(text))));
    if (!belongs) {
      close();
      from = line;
      depth = columns;
    }
    last = line;
  }
  close();
  return items;
}

function itemOf({ lines, isMark, startsInside }: OutlineInput, start: number, end: number): OutlineItem {
  const depth = columnsOf(lines[start]!);
  const isDeep = (line: number): boolean =>
    isBlankLine(lines[line]!) || columnsOf(lines[line]!) > depth || startsInside?.[line] === true;
  let bodyStart = start + 1;
  while (bodyStart < end && !isDeep(bodyStart) && CONTINUES.test(lines[bodyStart]!)) bodyStart++;
  let bodyEnd = bodyStart;
  while (bodyEnd < end && isDeep(bodyEnd)) bodyEnd++;
  // What has several bodies, such as an `if` with an `else`, is taken as a whole.
  const isOne = lines
    .slice(bodyEnd, end)
    .every((line, offset) => !isDeep(bodyEnd + offset) || isBlankLine(line));
  if (!isOne) bodyEnd = bodyStart;
  const head = lines[start]!.trim();
  const definition = definitionOf(head);
  return {
    start,
    end,
    bodyStart: isOne ? bodyStart : end,
    bodyEnd: isOne ? bodyEnd : end,
    head,
    key: definition ?? foldedLine(head),
    definition,
    isMark: isMark(head),
  };
}
