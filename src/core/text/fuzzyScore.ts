/** A path as it is searched: its text in lower case and the place where its last name begins. */
export interface SearchedPath {
  readonly lower: string;
  readonly nameAt: number;
}

export function searchedPath(path: string): SearchedPath {
  return { lower: path.toLowerCase(), nameAt: path.lastIndexOf('/') + 1 };
}

/**
 * How well a path answers a query in lower case, or `undefined` when it does not: the letters have to come in their
 * order. The name counts more than the folders, letters in a row more than apart, beginnings of words more than middles,
 * and short paths more than long ones.
 */
export function fuzzyScore(query: string, { lower, nameAt }: SearchedPath): number | undefined {
  if (query === '') return -lower.length;
  const inName = lower.indexOf(query, nameAt);
  const brevity = -lower.length / 100;
  if (inName >= 0) {
    const isWhole = lower.length - nameAt === query.length;
    const isBeginning = inName === nameAt;
    return (isWhole ? 1500 : isBeginning ? 1200 : isWordStart(lower, inName) ? 1100 : 1000) + brevity;
  }
  const inPath = lower.indexOf(query);
  if (inPath >= 0) return (isWordStart(lower, inPath) ? 800 : 700) + brevity;
  const name = scattered(query, lower, nameAt);
  if (name !== undefined) return 400 + name + brevity;
  const path = scattered(query, lower, 0);
  return path === undefined ? undefined : 100 + path + brevity;
}

/** Points for letters in a row and at the beginnings of words, at most 250; `undefined` when a letter is missing. */
function scattered(query: string, text: string, from: number): number | undefined {
  let points = 0;
  let at = from - 1;
  for (const letter of query) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    if (next === at + 1 && at >= from) points += 3;
    else if (isWordStart(text, next)) points += 2;
    at = next;
  }
  return Math.min(250, (points * 80) / query.length);
}

const isWordStart = (text: string, at: number): boolean => at === 0 || /[/._\- ]/.test(text.charAt(at - 1));
