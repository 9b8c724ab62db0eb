import type { PlanNode } from './markdownPlan.ts';
import { mendMarkup, neutralLength } from './mendMarkup.ts';

/** The text of a block that is still being written: what it begins with is not read again with every word. */
export interface OpenText {
  plan(source: string): readonly PlanNode[];
}

/** So much is read again each time. */
const READ_AGAIN_CHARACTERS = 400;
/** Where marks stay open for so long they were not meant as such. */
const GIVE_UP_CHARACTERS = 1600;

/** The cuts are a guess at what the whole will say; when the block has ended it is read as a whole. */
export function createOpenText(planInline: (source: string) => readonly PlanNode[]): OpenText {
  let done = '';
  let plans: readonly PlanNode[] = [];
  return {
    plan(source) {
      if (!source.startsWith(done)) {
        done = '';
        plans = [];
      }
      const rest = source.slice(done.length);
      if (rest.length <= READ_AGAIN_CHARACTERS) return [...plans, ...planInline(mendMarkup(rest))];
      const length = neutralLength(rest) || (rest.length > GIVE_UP_CHARACTERS ? rest.length : 0);
      if (length > 0) {
        plans = [...plans, ...planInline(rest.slice(0, length))];
        done += rest.slice(0, length);
      }
      return [...plans, ...planInline(mendMarkup(rest.slice(length)))];
    },
  };
}
