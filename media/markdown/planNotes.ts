import type { Token } from 'markdown-it';
import type { ElementPlan, NotePlan, PlanNode } from './markdownPlan.ts';

/** Block tokens without the footnotes among them, and the tokens of each of these by its label. */
export interface SplitTokens {
  readonly body: readonly Token[];
  readonly notes: ReadonlyMap<string, readonly Token[]>;
}

/** Takes the footnotes out, wherever they stand; of two with the same label the first one counts. */
export function splitNotes(tokens: readonly Token[]): SplitTokens {
  const notes = new Map<string, readonly Token[]>();
  const body: Token[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token?.type !== 'note_open') {
      if (token) body.push(token);
      continue;
    }
    const end = tokens.findIndex(
      ({ type, level }, at) => at > index && type === 'note_close' && level === token.level,
    );
    const label = noteLabel(token);
    if (!notes.has(label)) notes.set(label, tokens.slice(index + 1, end));
    index = end;
  }
  return { body, notes };
}

/** The label that the tokens of a footnote and of a reference to one carry. */
export const noteLabel = (token: Token): string => String(token.meta?.label ?? '');

/** Numbers footnotes in the order in which they are first referred to. */
export interface NoteNumbers {
  numberOf(label: string): number | undefined;
  /** The labels that have a number by now, from 1 on. */
  readonly labels: readonly string[];
}

export function createNoteNumbers(known: ReadonlyMap<string, unknown>): NoteNumbers {
  const labels: string[] = [];
  return {
    labels,
    numberOf(label) {
      if (!known.has(label)) return undefined;
      if (!labels.includes(label)) labels.push(label);
      return labels.indexOf(label) + 1;
    },
  };
}

/** A footnote with the way back to the text at its end. */
export function planNote(label: string, children: readonly PlanNode[]): NotePlan {
  const back: PlanNode = { kind: 'note-link', label, to: 'text', text: '↩' };
  const last = children.at(-1);
  return {
    kind: 'note',
    label,
    children:
      last?.kind === 'element' && last.tag === 'p'
        ? [
            ...children.slice(0, -1),
            { ...last, children: [...last.children, { kind: 'text', text: ' ' }, back] },
          ]
        : [...children, back],
  };
}

/** Footnotes that stand together, the first with this number. */
export function planNoteList(start: number, notes: readonly NotePlan[]): ElementPlan {
  return {
    kind: 'element',
    tag: 'ol',
    variant: 'notes',
    ...(start !== 1 && { start }),
    children: notes,
  };
}
