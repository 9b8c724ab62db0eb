import type { Token } from 'markdown-it';
import { heldBack } from './heldBack.ts';
import type { MarkdownParser, References } from './markdownParser.ts';
import type { PlanNode } from './markdownPlan.ts';
import { mendMarkup } from './mendMarkup.ts';
import { type OpenFence, openFence } from './openFence.ts';
import { createOpenList, type OpenList } from './openList.ts';
import { planBlocks } from './planBlocks.ts';
import { planInline } from './planInline.ts';

/** Markdown that arrives in pieces, as blocks: finished ones are frozen, only what is open is parsed again. */
export interface MarkdownStream {
  append(text: string): void;
  /** Nothing follows: all blocks are frozen. Those that lacked a link definition which came later are made anew. */
  end(): void;
  /** Blocks that do not change before `end`, the same objects each time. */
  frozen(): readonly PlanNode[];
  /** The blocks after the frozen ones as they are to be shown now. */
  open(): readonly PlanNode[];
}

/** The plan of whole markdown; a stream ends in the same one, however it was cut. */
export function planMarkdown(parser: MarkdownParser, source: string): readonly PlanNode[] {
  const references = definitions();
  const tokens = parser.blocks(normalized(source), references);
  return planBlocks(tokens, 0, (text) => planInline(parser.inline(text, references)));
}

/**
 * A block is frozen when markdown-it, given the finished lines alone, has begun another one after it: nothing that
 * follows can change it then. Two blocks grow as long as an answer, so they are cut inside: lists and fences.
 */
export function createMarkdownStream(parser: MarkdownParser): MarkdownStream {
  const references = definitions();
  let frozen: PlanNode[] = [];
  let whole = '';
  let pendingReturn = '';
  let tail = '';
  let tailLine = 0;
  let list: OpenList | undefined;
  let fence: OpenFence | undefined;
  let inlinePlans = new Map<string, readonly PlanNode[]>();
  let hasEnded = false;
  let hasBrackets = false;
  let lacksDefinition = false;

  const readTail = (source: string, known: References): readonly Token[] =>
    parser.blocks((list?.prefix ?? '') + source, known);
  const planTail = (
    tokens: readonly Token[],
    planText: (source: string, index: number) => readonly PlanNode[],
  ) => planBlocks(tokens, list ? tailLine - 1 : tailLine, planText);

  function settle(): void {
    const end = tail.lastIndexOf('\n') + 1;
    if (fence && !fence.closesBefore(tail, end)) return;
    fence = undefined;
    while (cutOnce()) {}
  }

  /** Freezes what the finished lines allow and says whether another look may find more. */
  function cutOnce(): boolean {
    const lines = tail.slice(0, tail.lastIndexOf('\n') + 1);
    const tokens = readTail(lines, definitions(references));
    const last = lastBlock(tokens);
    if (!last) return false;
    const prefixLines = list ? 1 : 0;
    if (startOf(last) > prefixLines) {
      freezeBlocks(startOf(last) - prefixLines);
      return true;
    }
    const items = tokens.filter((token) => token.type === 'list_item_open' && token.level === 1);
    if (list && items.length > 2) freezeItems(startOf(items.at(-1)) - 1, tokens[2]?.hidden === false);
    else if (!list && last.type.endsWith('_list_open') && items.length > 1) {
      list = createOpenList(last);
      return true;
    } else if (!list && last.type === 'fence') {
      const opened = openFence(tail, tailLine);
      if (opened && !opened.closesBefore(tail, lines.length)) fence = opened;
    }
    return false;
  }

  function freezeBlocks(lineCount: number): void {
    const blocks = planForGood(lineCount);
    frozen.push(...(list ? [list.joined(blocks[0]), ...blocks.slice(1)] : blocks));
    list = undefined;
  }

  function freezeItems(lineCount: number, isLoose: boolean): void {
    list?.add(planForGood(lineCount)[0], isLoose);
  }

  /** Takes lines off the tail and plans them with the definitions known so far. */
  function planForGood(lineCount: number): readonly PlanNode[] {
    const length = lengthOfLines(tail, lineCount);
    const definedBefore = Object.keys(references).length;
    const tokens = readTail(tail.slice(0, length), references);
    lacksDefinition ||= hasBrackets && Object.keys(references).length > definedBefore;
    const blocks = planTail(tokens, (source) => {
      hasBrackets ||= source.includes('[');
      return planInline(parser.inline(source, references));
    });
    tail = tail.slice(length);
    tailLine += lineCount;
    inlinePlans.clear();
    return blocks;
  }

  function planOpen(): readonly PlanNode[] {
    if (fence) return [fence.plan(tail)];
    const known = definitions(references);
    const tokens = readTail(hasEnded ? tail : tail.slice(0, tail.length - heldBack(tail)), known);
    const openText = hasEnded ? -1 : openTextIndex(tokens);
    const isReusable = Object.keys(known).length === 0;
    const next = new Map<string, readonly PlanNode[]>();
    const blocks = planTail(tokens, (source, index) => {
      const text = index === openText ? mendMarkup(source) : source;
      const plan = (isReusable && inlinePlans.get(text)) || planInline(parser.inline(text, known));
      next.set(text, plan);
      return plan;
    });
    inlinePlans = isReusable ? next : new Map();
    lacksDefinition ||= hasEnded && hasBrackets && !isReusable;
    return list ? [list.joined(blocks[0]), ...blocks.slice(1)] : blocks;
  }

  function append(text: string): void {
    const incoming = pendingReturn + text;
    pendingReturn = incoming.endsWith('\r') ? '\r' : '';
    const added = normalized(pendingReturn ? incoming.slice(0, -1) : incoming);
    tail += added;
    whole += added;
    if (added.includes('\n')) settle();
  }

  return {
    append,
    end() {
      if (hasEnded) return;
      if (pendingReturn) append('\n');
      hasEnded = true;
      fence = undefined;
      frozen.push(...planOpen());
      if (lacksDefinition) frozen = [...planMarkdown(parser, whole)];
      tail = '';
      list = undefined;
    },
    frozen: () => frozen,
    open: () => (hasEnded ? [] : planOpen()),
  };
}

/** Definitions on top of others, which win. */
function definitions(known: References | null = null): References {
  return Object.create(known) as References;
}

function normalized(source: string): string {
  return source.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd');
}

const startOf = (token: Token | undefined): number => token?.map?.[0] ?? 0;

/**
 * The last top-level block with what may turn out to belong to it: a link definition on the lines right before it
 * can still take its first line as a title.
 */
function lastBlock(tokens: readonly Token[]): Token | undefined {
  const blocks = tokens.filter((token) => token.level === 0 && token.nesting >= 0 && token.map);
  let index = blocks.length - 1;
  for (; index > 0; index--) {
    const before = blocks[index - 1];
    if (before?.type !== 'reference_definition' || before.map?.[1] !== startOf(blocks[index])) break;
  }
  return blocks[index];
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
