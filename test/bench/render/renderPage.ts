import { createFrameLoop } from '../../../media/chat/frameLoop.ts';
import { createTurnView } from '../../../media/chat/turnView.ts';
import { createCodeHighlighter } from '../../../media/code/codeHighlighter.ts';
import { createMarkdownParser } from '../../../media/markdown/markdownParser.ts';
import type { MarkdownView } from '../../../media/markdown/markdownView.ts';
import { createFigures } from '../../../media/text/figures.ts';
import type { Turn } from '../../../src/core/chat/session.ts';
import { createView, RENDERERS, type Renderer, type RendererName } from './renderers.ts';

/** What the benchmark asks of its page. */
export interface RenderBench {
  /** Begins anew with this renderer, and shows `prefix` at once. */
  start(name: RendererName, prefix: string): void;
  /** Appends the text in pieces of so many characters, a task for each, with the view kept at its end. */
  stream(text: string, charactersPerFrame: number): Promise<void>;
  /** Nothing follows; gives the text that is shown. */
  end(): string;
  /** Gives Inkstone the whole text as fast as messages come, and lets it work in its frames until it is shown. */
  burst(text: string): Promise<void>;
  /** Gives Inkstone the text at this pace. */
  live(text: string, charactersPerSecond: number): Promise<void>;
  /** Makes a chat of these answers that is not in the page yet; `isWhole` says that all of it is to be laid out. */
  prepare(answers: readonly string[], isWhole: boolean): void;
  /** Puts the chat into the page, at its end, and gives the height in px that it has then. */
  attach(): number;
}

let scroller = document.body;
let renderer: Renderer | undefined;
let shown = '';

function place(): HTMLElement {
  scroller = document.createElement('div');
  scroller.className = 'scroller';
  const content = document.createElement('div');
  scroller.append(content);
  document.body.replaceChildren(scroller);
  return content;
}

const channel = new MessageChannel();

/** Runs `work` in a task of its own. What followed the promise instead would be no script to the browser's counters. */
const inTask = (work: () => void): Promise<void> =>
  new Promise((resolve) => {
    channel.port1.onmessage = () => {
      work();
      resolve();
    };
    channel.port2.postMessage(undefined);
  });

const bench: RenderBench = {
  start(name, prefix) {
    renderer = RENDERERS[name](place());
    shown = prefix;
    if (prefix !== '') renderer.append(prefix, prefix);
    scroller.scrollTop = scroller.scrollHeight;
  },
  async stream(text, charactersPerFrame) {
    for (let at = 0; at < text.length; at += charactersPerFrame)
      await inTask(() => {
        const added = text.slice(at, at + charactersPerFrame);
        shown += added;
        renderer?.append(shown, added);
        scroller.scrollTop = scroller.scrollHeight;
      });
  },
  end() {
    renderer?.end?.();
    return scroller.textContent ?? '';
  },
  async burst(text) {
    const answer = showInFrames();
    for (let at = 0; at < text.length; at += BURST_CHARACTERS)
      await inTask(() => answer.append(text.slice(at, at + BURST_CHARACTERS)));
    await answer.end();
  },
  async live(text, charactersPerSecond) {
    const answer = showInFrames();
    const start = performance.now();
    for (let at = 0; at < text.length; ) {
      await new Promise((resolve) => setTimeout(resolve, MESSAGE_INTERVAL_MS));
      const end = Math.floor(((performance.now() - start) / 1000) * charactersPerSecond);
      answer.append(text.slice(at, end));
      at = end;
    }
    await answer.end();
  },
  prepare(answers, isWhole) {
    const content = place();
    content.append(
      ...answers.map((text, index) => shownTurn(text, index, !isWhole && index < answers.length - 1)),
    );
    scroller.remove();
  },
  attach() {
    document.body.append(scroller);
    scroller.scrollTop = scroller.scrollHeight;
    return scroller.scrollHeight;
  },
};

const BURST_CHARACTERS = 256;
const MESSAGE_INTERVAL_MS = 16;

interface ShownInFrames {
  append(added: string): void;
  /** Resolves when all is shown. */
  end(): Promise<void>;
}

function showInFrames(): ShownInFrames {
  const now = (): number => performance.now();
  const view: MarkdownView = createView(now);
  place().append(view.element);
  let source = '';
  let onShown: (() => void) | undefined;
  const loop = createFrameLoop(
    { now, requestFrame: (callback) => requestAnimationFrame(callback) },
    (deadline) => {
      const hasMore = view.work(deadline);
      scroller.scrollTop = scroller.scrollHeight;
      if (!hasMore) onShown?.();
      return hasMore;
    },
  );
  return {
    append(added) {
      source += added;
      view.setSource(source, false, [], added);
      loop.request();
    },
    end: () =>
      new Promise((resolve) => {
        onShown = resolve;
        view.setSource(source, true, [], '');
        loop.request();
      }),
  };
}

const figures = createFigures('en');
const parser = createMarkdownParser();
const highlighter = createCodeHighlighter();

function shownTurn(text: string, index: number, isEarlier: boolean): HTMLElement {
  const turn: Turn = {
    id: String(index),
    purpose: 'chat',
    question: { text: 'What comes next?', references: [] },
    answer: { text, reasoning: '', status: 'complete', modelLabel: 'Model' },
  };
  const nothing = (): void => {};
  const view = createTurnView(
    {
      ...{ t: (key) => key, figures, parser, highlighter, now: () => 0, typeset: nothing },
      ...{ send: nothing, say: nothing, unsay: nothing, showVersion: nothing, askedAnew: nothing },
      drafts: { get: () => undefined, keep: nothing },
    },
    turn,
  );
  view.work(Number.POSITIVE_INFINITY);
  view.setEarlier(isEarlier);
  return view.element;
}

Object.assign(window, { renderBench: bench });
