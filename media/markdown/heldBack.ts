/** Marks that say little by themselves: `-` may become a list, a rule or a heading's underline. */
const BARE_MARKS = /^[\s>*+\-=#|:`~.)[\]\d]*$/;
const FENCE = /^[\s>]*(?:```|~~~)/;
/** `> [!NO` will be the title of a quote. */
const ALERT = /^ {0,3}> ?\[(?:![A-Za-z]{0,9}\]?)?$/;
const TABLE_ROW = /^ {0,3}\|/;

/**
 * Number of characters at the end of half-typed markdown that are better not shown yet: marks whose meaning the next
 * character decides, a table's first row until the second tells that it is one, and of each row what is not whole.
 */
export function heldBack(source: string): number {
  const lastStart = source.lastIndexOf('\n') + 1;
  const last = source.slice(lastStart);
  const isBare = BARE_MARKS.test(last) || FENCE.test(last) || ALERT.test(last);
  if (!isBare && !TABLE_ROW.test(last)) return 0;
  const previousStart = source.lastIndexOf('\n', lastStart - 2) + 1;
  const previous = lastStart > 0 ? source.slice(previousStart, lastStart - 1) : '';
  if (!TABLE_ROW.test(previous)) return last.length;
  const isSecondRow = !TABLE_ROW.test(lineBefore(source, previousStart));
  return isSecondRow ? source.length - previousStart : last.length;
}

function lineBefore(source: string, start: number): string {
  return start === 0 ? '' : source.slice(source.lastIndexOf('\n', start - 2) + 1, start - 1);
}
