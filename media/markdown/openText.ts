import type { PlanNode } from './markdownPlan.ts';
import { mendMarkup, neutralLength } from './mendMarkup.ts';
import { withEnd } from './openEnd.ts';

/** The text of a block that is still being written: what it begins with is not read again with every word. */
export interface OpenText {
  plan(source: string): readonly PlanNode[];
  /** The plan of just this text when nothing in it was cut or mended; it need not be read again then. */
  exact(source: string): readonly PlanNode[] | undefined;
}

/** So much is read again each time. */
const READ_AGAIN_CHARACTERS = 400;
/** Where marks stay open for so long they were not meant as such. */
const GIVE_UP_CHARACTERS = 1600;
/** Nothing in it is a mark, nor an address or part of one: after a word of such text it is but more text. */
const PLAIN = /^[^\n!$&*:<@[\]\\_`~()]*$/;
const LAST_WORD = /\S+$/;
const WEB = /www\./i;

/** What is left of marks that something later may still belong to. */
const LEFT_OPEN = /[*_~`[$]|\]\(/;
/** A part ends where the next one is read as if it stood at the beginning. */
const PART_END = /\s$/;
const WORD_START = /^(?!w)[\p{L}\p{N}]/iu;
/** Text nodes that are longer are slow to append to. */
const LONGEST_TEXT = 1000;

/**
 * What is surely finished is read once. A cut elsewhere, in text that is long, is a guess at what the whole will say;
 * when the block has ended it is read as a whole.
 */
export function createOpenText(planInline: (source: string) => readonly PlanNode[]): OpenText {
  let done = '';
  let donePlans: readonly PlanNode[] = [];
  /** All that is done is as it will be read in the end. */
  let isSure = true;
  let shown: readonly PlanNode[] = [];
  let shownSource = '';
  let isExact = false;

  function finish(length: number, rest: string): string {
    const part = rest.slice(0, length);
    const isPart = PART_END.test(part) || WORD_START.test(rest.slice(length));
    const isLong = rest.length > READ_AGAIN_CHARACTERS;
    if (length === 0 || !(isLong || (isSure && isPart))) return rest;
    const plans = planInline(part);
    isSure &&= isPart && !part.includes('\\') && plans.every(isClosed);
    if (!isSure && !isLong) return rest;
    donePlans = joined(donePlans, plans);
    done += part;
    return rest.slice(length);
  }

  function read(source: string): readonly PlanNode[] {
    if (!source.startsWith(done)) {
      done = '';
      donePlans = [];
      isSure = true;
    }
    const whole = source.slice(done.length);
    const length = neutralLength(whole) || (whole.length > GIVE_UP_CHARACTERS ? whole.length : 0);
    const rest = finish(length, whole);
    const mended = mendMarkup(rest);
    isExact = isSure && mended === rest;
    return joined(donePlans, planInline(mended));
  }

  return {
    plan(source) {
      if (source === shownSource) return shown;
      const goesOn = source.startsWith(shownSource) && source.length - done.length <= READ_AGAIN_CHARACTERS;
      const before = shownSource.slice(done.length);
      shown = (goesOn && extended(shown, before, source.slice(shownSource.length))) || read(source);
      shownSource = source;
      return shown;
    },
    exact: (source) => (isExact && source === shownSource ? shown : undefined),
  };
}

/** Whether nothing in what was read can belong to marks that follow. */
function isClosed(plan: PlanNode): boolean {
  if (plan.kind === 'text') return !LEFT_OPEN.test(plan.text);
  return plan.kind !== 'element' || plan.tag === 'code' || plan.children.every(isClosed);
}

function joined(before: readonly PlanNode[], after: readonly PlanNode[]): readonly PlanNode[] {
  const last = before.at(-1);
  const [first, ...others] = after;
  const isOneText = last?.kind === 'text' && first?.kind === 'text' && !last.text.endsWith('\n');
  if (!isOneText || last.text.length > LONGEST_TEXT) return [...before, ...after];
  return [...before.slice(0, -1), { kind: 'text', text: last.text + first.text }, ...others];
}

/** The plan of `before` with `added` after it; `undefined` when that may be more than the same text going on. */
function extended(
  plans: readonly PlanNode[],
  before: string,
  added: string,
): readonly PlanNode[] | undefined {
  const word = LAST_WORD.exec(before)?.[0];
  if (word === undefined || !PLAIN.test(added) || !PLAIN.test(word) || WEB.test(word + added))
    return undefined;
  let depth = 0;
  let last = plans.at(-1);
  for (; last?.kind === 'element'; last = last.children.at(-1)) depth++;
  if (last?.kind !== 'text' || !last.text.endsWith(word)) return undefined;
  const text = last.text + added;
  return withEnd(plans, depth, () => ({ kind: 'text', text }));
}
