import { compilePattern, EDGE, type Step } from './pattern.ts';

/** What is to be taken out of a model's text. */
export interface FilterRule {
  /** As `compilePattern` reads it. */
  readonly pattern: string;
  /** `mask` puts the label in the place of what matches, `stop` ends the text before it. */
  readonly action: 'mask' | 'stop';
  readonly label: string;
}

export interface Filtered {
  /** What may be shown now. */
  readonly text: string;
  /** The rule that ended the text; nothing comes after it. */
  readonly stoppedBy?: FilterRule;
}

/** Filters one text as it comes. */
export interface TextFilter {
  push(text: string): Filtered;
  /** The text is over: what was held back, as far as it may be shown. */
  end(): Filtered;
}

/** In characters. A longer piece of text matches nothing, so that no more is ever held back. */
const LONGEST_MATCH = 4096;

const masked = (label: string): string => `▇▇ [${label}]`;

interface Thread {
  readonly step: number;
  /** Where its match would begin. */
  readonly start: number;
}

interface Match {
  readonly start: number;
  readonly end: number;
  readonly rule: number;
}

/**
 * Of overlapping matches the leftmost counts, of those the longest, of those the rule that comes first. What comes out
 * does not depend on how the text is cut into pieces, and what cannot become a match is not held back. Throws
 * `PatternError` for a pattern that `compilePattern` refuses.
 */
export function createTextFilter(rules: readonly FilterRule[]): TextFilter {
  const steps: Step[] = [];
  const beginnings: number[] = [];
  const ruleAt = new Map<number, number>();
  for (const [rule, { pattern }] of rules.entries()) {
    beginnings.push(steps.length);
    steps.push(...compilePattern(pattern, steps.length));
    ruleAt.set(steps.length - 1, rule);
  }
  /** The last position at which a step was reached. */
  const reachedAt = new Float64Array(steps.length);

  // Positions count the characters of the whole text. `held` begins at `from`, and `at` is the next to be looked at.
  let held: string[] = [];
  let from = 0;
  let at = 0;
  let before = EDGE;
  let threads: Thread[] = [];
  let match: Match | undefined;
  let visit = 0;
  let half = '';
  let output = '';
  let stoppedBy: FilterRule | undefined;

  const codePointAt = (position: number): number => held[position - from]?.codePointAt(0) ?? EDGE;

  /** Shows the held text up to a position. */
  function release(position: number): void {
    output += held.slice(0, position - from).join('');
    drop(position);
  }

  function drop(position: number): void {
    if (position > from) before = codePointAt(position - 1);
    held = held.slice(position - from);
    from = position;
  }

  /** Looks at one character, or at the edge behind the last. */
  function look(): void {
    const [left, right] = [at === from ? before : codePointAt(at - 1), codePointAt(at)];
    const next: Thread[] = [];
    visit++;
    // Those that began first come first, so that a step keeps the leftmost beginning.
    for (const { step, start } of threads) follow(step, start);
    if (!match) for (const step of beginnings) follow(step, at);
    at++;
    threads = match ? next.filter(({ start }) => start <= match!.start) : next;

    function follow(step: number, start: number): void {
      if (reachedAt[step] === visit) return;
      reachedAt[step] = visit;
      const { [step]: now } = steps;
      switch (now?.op) {
        case 'split':
          for (const target of now.to) follow(target, start);
          break;
        case 'assert':
          if (now.holds(left, right)) follow(step + 1, start);
          break;
        case 'accept':
          found({ start, end: at, rule: ruleAt.get(step)! });
          break;
        case 'character':
          if (right !== EDGE && now.matches(right) && at - start < LONGEST_MATCH)
            next.push({ step: step + 1, start });
      }
    }
  }

  function found(other: Match): void {
    const isBetter =
      !match ||
      other.start < match.start ||
      (other.start === match.start &&
        (other.end > match.end || (other.end === match.end && other.rule < match.rule)));
    if (isBetter) match = other;
  }

  /** Takes the match out and goes back to where it ends: what began within it counts no longer. */
  function settle({ start, end, rule: index }: Match): void {
    const rule = rules[index]!;
    release(start);
    if (rule.action === 'stop') stoppedBy = rule;
    else output += masked(rule.label);
    drop(end);
    at = end;
    match = undefined;
    threads = [];
  }

  function run(isEnd: boolean): Filtered {
    while (!stoppedBy) {
      const isAtEdge = at === from + held.length;
      if (isAtEdge && !isEnd) break;
      look();
      if (match && threads.length === 0) settle(match);
      else if (isAtEdge) break;
    }
    if (!stoppedBy) {
      const first = Math.min(match?.start ?? at, threads[0]?.start ?? at);
      release(Math.min(first, from + held.length));
    }
    const text = output;
    output = '';
    return { text, ...(stoppedBy && { stoppedBy }) };
  }

  return {
    push(piece) {
      if (stoppedBy) return { text: '', stoppedBy };
      const text = half + piece;
      // The second half of a character may come with the next piece.
      half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
      for (const character of text.slice(0, text.length - half.length)) held.push(character);
      return run(false);
    },
    end() {
      held.push(...half);
      half = '';
      return run(true);
    },
  };
}
