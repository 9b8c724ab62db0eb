import { createCodeHighlighter } from '../../../media/code/codeHighlighter.ts';
import { createMarkdownParser } from '../../../media/markdown/markdownParser.ts';
import { createMarkdownView } from '../../../media/markdown/markdownView.ts';
import { RENDERERS, type Renderer, type RendererName } from './renderers.ts';

/** What the benchmark asks of its page. */
export interface RenderBench {
  /** Begins anew with this renderer, and shows `prefix` at once. */
  start(name: RendererName, prefix: string): void;
  /** Appends the text in pieces of so many characters, a task for each, with the view kept at its end. */
  stream(text: string, charactersPerFrame: number): Promise<void>;
  /** Gives Inkstone the whole text as fast as messages come, and lets it work in frames of 8 ms until it is shown. */
  burst(text: string): Promise<void>;
}

const BUDGET_MS = 8;

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
  async burst(text) {
    const view = createMarkdownView({
      parser: createMarkdownParser(),
      highlighter: createCodeHighlighter(),
      t: (key) => key,
      now: () => performance.now(),
      typeset: () => {},
      useCode: () => {},
      openLink: () => {},
      openSource: () => {},
      createSeam: () => document.createElement('hr'),
    });
    place().append(view.element);
    for (let end = 256; end < text.length + 256; end += 256) {
      view.setSource(text.slice(0, end), end >= text.length, []);
      if (end % 4096 === 0) await inTask(() => {});
    }
    for (let isMore = true; isMore; ) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      isMore = view.work(performance.now() + BUDGET_MS);
      scroller.scrollTop = scroller.scrollHeight;
    }
  },
};

Object.assign(window, { renderBench: bench });
