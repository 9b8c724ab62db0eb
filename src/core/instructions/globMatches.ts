/** More alternatives than these are not looked at. */
const MOST_ALTERNATIVES = 64;

/**
 * Whether a path, relative and with `/`, fits a pattern of `*`, `?`, `**` for any folders and `{a,b}`. A pattern without
 * `/` is about the file's name alone. Takes time in proportion to both lengths, whatever the pattern.
 */
export function globMatches(pattern: string, path: string): boolean {
  const segments = path.split('/');
  return alternatives(pattern).some((alternative) => {
    const wanted = alternative.replace(/^\.?\//, '').split('/');
    if (!alternative.includes('/')) return wordFits(alternative, segments.at(-1) ?? '');
    // A folder stands for all that is in it.
    if (wanted.at(-1) === '') wanted[wanted.length - 1] = '**';
    return fits(wanted, segments, '**', wordFits);
  });
}

/** `a.{b,c}` → `a.b`, `a.c`; nested ones too. */
function alternatives(pattern: string): readonly string[] {
  const done: string[] = [];
  const waiting = [pattern];
  for (
    let next = waiting.pop();
    next !== undefined && done.length < MOST_ALTERNATIVES;
    next = waiting.pop()
  ) {
    const [whole, before = '', choices = '', after = ''] = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(next) ?? [];
    if (whole === undefined || waiting.length > MOST_ALTERNATIVES) done.push(next);
    else for (const choice of choices.split(',')) waiting.push(before + choice.trim() + after);
  }
  return done;
}

const wordFits = (pattern: string, word: string): boolean =>
  fits([...pattern], [...word], '*', (wanted, character) => wanted === '?' || wanted === character);

/** `many` stands for any number of parts, none included. Goes back to the last one only, since no other can help. */
function fits(
  pattern: readonly string[],
  parts: readonly string[],
  many: string,
  fitsOne: (wanted: string, part: string) => boolean,
): boolean {
  let at = 0;
  let next = 0;
  let lastMany = -1;
  let resume = 0;
  while (at < parts.length) {
    const wanted = pattern[next];
    if (wanted === many) {
      lastMany = next++;
      resume = at;
    } else if (wanted !== undefined && fitsOne(wanted, parts[at]!)) {
      at++;
      next++;
    } else if (lastMany >= 0) {
      next = lastMany + 1;
      at = ++resume;
    } else return false;
  }
  return pattern.slice(next).every((rest) => rest === many);
}
