import type { Token } from 'markdown-it';
import { heldBack } from './heldBack.ts';
import type { MarkdownParser } from './markdownParser.ts';
import type { NotePlan, PlanNode } from './markdownPlan.ts';
import { isOpenFormula } from './mathRule.ts';
import { beginOpenBlock, type OpenBlock } from './openBlock.ts';
import type { OpenEnd } from './openEnd.ts';
import { openFence } from './openFence.ts';
import { openParagraph } from './openParagraph.ts';
import { createOpenText } from './openText.ts';
import type { ParseContext, References } from './parseContext.ts';
import { planBlocks } from './planBlocks.ts';
import { planInline } from './planInline.ts';
import { createNoteNumbers, planNote, planNoteList, splitNotes } from './planNotes.ts';

/** Markdown that arrives in pieces, as blocks: finished ones are frozen, only what is open is parsed again. */
export interface MarkdownStream {
  append(text: string): void;
  /** Nothing follows: all blocks are frozen. With definitions all are made anew: one may reach back to any link. */
  end(): void;
  /** Blocks that do not change before `end`, the same objects each time. */
  frozen(): readonly PlanNode[];
  /** The blocks after the frozen ones as they are to be shown now. */
  open(): readonly PlanNode[];
}

/** The plan of whole markdown; a stream ends in the same one, however it was cut. */
export function planMarkdown(parser: MarkdownParser, source: string): readonly PlanNode[] {
  const references = definitions();
  const tokens = parser.blocks(normalized(source), { references, isWhole: true });
  const { body, notes } = splitNotes(tokens);
  const numbers = createNoteNumbers(notes);
  const context: ParseContext = { references, isWhole: true, noteNumber: numbers.numberOf };
  const planTokens = (some: readonly Token[]): readonly PlanNode[] =>
    planBlocks(some, 0, (text) => planInline(parser.inline(text, context)));
  const blocks = planTokens(body);
  const plannedNotes: NotePlan[] = [];
  // A note may be the first to refer to another one.
  for (const label of numbers.labels) plannedNotes.push(planNote(label, planTokens(notes.get(label) ?? [])));
  return plannedNotes.length > 0 ? [...blocks, planNoteList(1, plannedNotes)] : blocks;
}

/**
 * A block is frozen when markdown-it, given the finished lines alone, has begun another one after it: nothing that
 * follows can change it then. Lists, tables and fences may be as long as the answer, so they are cut inside as well.
 */
export function createMarkdownStream(parser: MarkdownParser): MarkdownStream {
  const references = definitions();
  let frozen: PlanNode[] = [];
  let whole = '';
  let pendingReturn = '';
  let tail = '';
  let tailLine = 0;
  let block: OpenBlock | undefined;
  let end: OpenEnd | undefined;
  let inlinePlans = new Map<string, readonly PlanNode[]>();
  let openText = createOpenText((text) => planText(text, references));
  let hasEnded = false;
  /** There is a definition, which may be that of any link, or a footnote, whose number and place are not known before the end. */
  let reachesBack = false;

  const prefixLines = (): number => block?.prefixLines ?? 0;
  function readTail(source: string, known: References, isWhole: boolean): readonly Token[] {
    const tokens = parser.blocks((block?.prefix ?? '') + source, { references: known, isWhole });
    reachesBack ||= tokens.some(({ type }) => type === 'note_open' || type === 'reference_definition');
    return tokens;
  }
  function planText(source: string, known: References): readonly PlanNode[] {
    const tokens = parser.inline(source, { references: known, isWhole: false });
    reachesBack ||= tokens.some(({ type }) => type === 'note_reference');
    return planInline(tokens);
  }
  const planTail = (
    tokens: readonly Token[],
    planLeaf: (source: string, index: number) => readonly PlanNode[],
  ) => planBlocks(tokens, tailLine - prefixLines(), planLeaf);

  function settle(): void {
    if (tail.length < WORTH_A_LOOK_CHARACTERS && !BLANK_LINE.test(tail)) return;
    while (tail.includes('\n') && cutOnce()) {}
  }

  /** Freezes what the finished lines allow and says whether another look may find more. */
  function cutOnce(): boolean {
    const lines = tail.slice(0, tail.lastIndexOf('\n') + 1);
    const tokens = readTail(lines, definitions(references), false);
    const last = lastBlock(tokens);
    if (!last) return false;
    if (startOf(last) > prefixLines()) {
      freezeBlocks(startOf(last) - prefixLines(), tokens.slice(0, tokens.indexOf(last)));
      return true;
    }
    if (block) {
      const cutLine = block.cutLine(tokens);
      if (cutLine !== undefined) block.keep(planForGood(cutLine - block.prefixLines)[0], tokens);
      return false;
    }
    if (isFinished(last, lines) && tokens.every(isPlain)) {
      freezeBlocks(lineCountOf(lines), tokens);
      return false;
    }
    block = last === tokens[0] ? beginOpenBlock(tokens, tail) : undefined;
    if (last.type === 'table_open' && block) takeLines(block.prefixLines);
    return block !== undefined;
  }

  function freezeBlocks(lineCount: number, tokens?: readonly Token[]): void {
    const blocks = planForGood(lineCount, tokens);
    frozen.push(...(block ? [block.joined(blocks[0]), ...blocks.slice(1)] : blocks));
    block = undefined;
  }

  /** Takes lines off the tail and plans them with the definitions known so far; `read` is what they were read as. */
  function planForGood(lineCount: number, read?: readonly Token[]): readonly PlanNode[] {
    const tokens = read?.every(isPlain)
      ? read
      : readTail(tail.slice(0, lengthOfLines(tail, lineCount)), references, true);
    const blocks = planTail(
      tokens,
      (source) => inlinePlans.get(source) ?? openText.exact(source) ?? planText(source, references),
    );
    takeLines(lineCount);
    return blocks;
  }

  function takeLines(count: number): void {
    tail = tail.slice(lengthOfLines(tail, count));
    tailLine += count;
    inlinePlans.clear();
    openText = createOpenText((text) => planText(text, references));
  }

  function planOpen(): readonly PlanNode[] {
    if (tail === '' && !block) return [];
    const known = definitions(references);
    const held = hasEnded ? 0 : heldBack(tail);
    const tokens = readTail(tail.slice(0, tail.length - held), known, hasEnded);
    const openIndex = hasEnded ? -1 : openTextIndex(tokens);
    const isReusable = Object.keys(known).length === 0;
    const next = new Map<string, readonly PlanNode[]>();
    let written: string | undefined;
    const planned = planTail(tokens, (source, index) => {
      if (index === openIndex) {
        written = source;
        return openText.plan(source);
      }
      const plan = (isReusable && inlinePlans.get(source)) || planText(source, known);
      next.set(source, plan);
      return plan;
    });
    inlinePlans = isReusable ? next : new Map();
    const blocks = block ? [block.joined(planned[0]), ...planned.slice(1)] : planned;
    end = hasEnded ? undefined : openEnd(blocks, tokens, openIndex, held === 0 ? written : undefined);
    return blocks;
  }

  /** What goes on at the end of the open blocks, if that is known. */
  function openEnd(
    blocks: readonly PlanNode[],
    tokens: readonly Token[],
    openIndex: number,
    written: string | undefined,
  ): OpenEnd | undefined {
    const content = tokens[openIndex]?.content;
    if (content !== undefined && written !== undefined)
      return openParagraph(blocks, content, written, openText, tail);
    const last = tokens.findLast(({ nesting }) => nesting >= 0);
    if (last?.type !== 'fence') return undefined;
    const fence = openFence(blocks, tail, lengthOfLines(tail, startOf(last) - prefixLines()));
    return fence?.grow(tail) ? fence : undefined;
  }

  function append(text: string): void {
    const incoming = pendingReturn + text;
    pendingReturn = incoming.endsWith('\r') ? '\r' : '';
    const added = normalized(pendingReturn ? incoming.slice(0, -1) : incoming);
    tail += added;
    whole += added;
    if (end?.grow(tail)) return;
    end = undefined;
    if (added.includes('\n')) settle();
  }

  return {
    append,
    end() {
      if (hasEnded) return;
      if (pendingReturn) append('\n');
      hasEnded = true;
      end = undefined;
      const open = planOpen();
      frozen = reachesBack ? [...planMarkdown(parser, whole)] : [...frozen, ...open];
      tail = '';
      block = undefined;
    },
    frozen: () => frozen,
    open: () => (hasEnded ? [] : (end?.plan() ?? planOpen())),
  };
}

/** Shorter text is as soon read again as looked through for what is finished in it. */
const WORTH_A_LOOK_CHARACTERS = 600;
const BLANK_LINE = /\n[ \t]*\n/;

/** What is read the same way whatever comes after it, and tells nothing about what came before. */
const isPlain = ({ type }: Token): boolean =>
  type !== 'reference_definition' && type !== 'note_open' && type !== 'math_block';

/** Whether nothing that follows these lines can change the block that they end with. */
function isFinished({ type }: Token, lines: string): boolean {
  return type === 'heading_open' || type === 'hr' || (type === 'paragraph_open' && /\n[ \t]*\n$/.test(lines));
}

const lineCountOf = (lines: string): number => lines.split('\n').length - 1;

/** Definitions on top of others, which win. */
function definitions(known: References | null = null): References {
  return Object.create(known) as References;
}

function normalized(source: string): string {
  return source.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd');
}

const startOf = (token: Token | undefined): number => token?.map?.[0] ?? 0;

/**
 * The last top-level block with what may turn out to belong to it: a link definition on the line right before it can
 * still take its first lines as a title, even out of a quote or a list; and a formula that never ends is text of the
 * block right before it.
 */
function lastBlock(tokens: readonly Token[]): Token | undefined {
  let last: Token | undefined;
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index];
    if (!token || token.level > 0 || token.nesting < 0) continue;
    last = token;
    const isOpenMath = isOpenFormula(token);
    const before = tokens
      .slice(0, index)
      .findLast((other) => other.nesting >= 0 && (!isOpenMath || other.level === 0));
    if (!isOpenMath && before?.type !== 'reference_definition') break;
    if (before?.map?.[1] !== startOf(token)) break;
  }
  return last;
}

/** Index of the text that the next character may belong to; -1 when a block was closed after it. */
function openTextIndex(tokens: readonly Token[]): number {
  const index = tokens.findLastIndex((token) => token.nesting >= 0);
  return tokens[index]?.type === 'inline' ? index : -1;
}

function lengthOfLines(source: string, count: number): number {
  let length = 0;
  for (let line = 0; line < count; line++) length = source.indexOf('\n', length) + 1;
  return length;
}
