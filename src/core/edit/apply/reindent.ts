/** The same line's indentation, as the model wrote it and as the document has it. */
export interface IndentPair {
  readonly model: string;
  readonly document: string;
}

/** What the document has for an indentation of the model's; `undefined` when that cannot be known. */
export type Reindent = (indentation: string) => string | undefined;

const identity: Reindent = (indentation) => indentation;

/** How many blanks one level of a document has; `\t` counts as a level of its own. 0 when nothing tells. */
export function indentUnit(lines: readonly string[]): number {
  const counts = new Map<number, number>();
  let before = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const width = /^ */.exec(line)?.[0].length ?? 0;
    const step = width - before;
    if (step > 1 && step <= 8) counts.set(step, (counts.get(step) ?? 0) + 1);
    before = width;
  }
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

/**
 * One rule that turns every indentation of the model's into the document's: none, the same more or less before each
 * line, tabs for blanks or blanks for tabs, or wider steps. `undefined` when no rule fits all pairs.
 */
export function reindentation(pairs: readonly IndentPair[], unit: number): Reindent | undefined {
  if (pairs.every(({ model, document }) => model === document)) return identity;
  return rules(pairs, unit).find((rule) => pairs.every(({ model, document }) => rule(model) === document));
}

function rules(pairs: readonly IndentPair[], unit: number): readonly Reindent[] {
  const [first] = pairs;
  if (!first) return [];
  const widthOf = (some: string): number => some.length;
  const hasTabs = (side: 'model' | 'document'): boolean => pairs.some((pair) => pair[side].includes('\t'));
  const shallow = pairs.reduce((least, pair) => (pair.model.length < least.model.length ? pair : least));
  const { model, document } = shallow;
  const found: Reindent[] = [];
  // The same string more or less in front.
  if (document.endsWith(model)) {
    const more = document.slice(0, document.length - model.length);
    const isLevel = unit === 0 || more.includes('\t') || more.length % unit === 0;
    const longer: Reindent = (some) => more + some;
    if (isLevel || pairs.length > 1) found.push(longer);
  }
  if (model.endsWith(document)) {
    const less = model.slice(0, model.length - document.length);
    found.push((some) => (some.startsWith(less) ? some.slice(less.length) : undefined));
  }
  const steps = [unit, 4, 2, 8, 3].filter((step) => step > 0);
  if (!hasTabs('model') && hasTabs('document'))
    for (const step of steps) {
      const levels = document.length - widthOf(model) / step;
      found.push((some) =>
        /^ *$/.test(some) && some.length % step === 0 && levels + some.length / step >= 0
          ? '\t'.repeat(levels + some.length / step)
          : undefined,
      );
    }
  if (hasTabs('model') && !hasTabs('document'))
    for (const step of steps) {
      const blanks = document.length - widthOf(model) * step;
      found.push((some) =>
        /^\t*$/.test(some) && blanks + some.length * step >= 0
          ? ' '.repeat(blanks + some.length * step)
          : undefined,
      );
    }
  for (const from of [2, 4, 8, 3])
    for (const to of steps) {
      if (from === to) continue;
      const blanks = document.length - (widthOf(model) / from) * to;
      found.push((some) => {
        const width = blanks + (some.length / from) * to;
        return /^ *$/.test(some) && some.length % from === 0 && width >= 0 && Number.isInteger(width)
          ? ' '.repeat(width)
          : undefined;
      });
    }
  return found;
}
