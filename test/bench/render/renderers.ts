import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import { createElement, memo } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import ReactMarkdown from 'react-markdown';
import rehypeHighlight from 'rehype-highlight';
import remarkGfm from 'remark-gfm';
import { Streamdown } from 'streamdown';
import * as smd from 'streaming-markdown';
import { createCodeHighlighter } from '../../../media/code/codeHighlighter.ts';
import { createMarkdownParser } from '../../../media/markdown/markdownParser.ts';
import { createMarkdownView, type MarkdownView } from '../../../media/markdown/markdownView.ts';

/** Shows an answer that grows, with a frame for each piece. */
export interface Renderer {
  /** `source` is all that has come, `added` what is new of it. */
  append(source: string, added: string): void;
  /** Nothing follows. */
  end?(): void;
}

export type RendererName = keyof typeof RENDERERS;

/** Ways to render streamed Markdown, the first one being the least that any way can cost: lines of plain text. */
export const RENDERERS = {
  'plain text': createPlainText,
  Inkstone: createInkstone,
  'streaming-markdown': createSmd,
  streamdown: (place: Element) =>
    createReact(place, (source) => createElement(Streamdown, { mode: 'streaming' }, source)),
  'memoised react-markdown': (place: Element) =>
    createReact(place, (source) =>
      marked.lexer(source).map(({ raw }, index) => createElement(MemoisedBlock, { key: index, raw })),
    ),
  'markdown-it': createMarkdownIt,
} as const satisfies Readonly<Record<string, (place: Element) => Renderer>>;

const FRAME_MS = 1000 / 60;
const LINES_PER_SECTION = 32;

function createPlainText(place: Element): Renderer {
  let lines = 0;
  let line: Text | undefined;
  const addLine = (): void => {
    if (lines++ % LINES_PER_SECTION === 0) place.append(document.createElement('section'));
    const row = document.createElement('div');
    line = row.appendChild(document.createTextNode(''));
    place.lastElementChild?.append(row);
  };
  addLine();
  return {
    append(_, added) {
      added.split('\n').forEach((text, index) => {
        if (index > 0) addLine();
        line?.appendData(text);
      });
    },
  };
}

export function createView(now: () => number): MarkdownView {
  return createMarkdownView({
    parser: createMarkdownParser(),
    highlighter: createCodeHighlighter(),
    t: (text) => text,
    now,
    typeset: () => {},
    useCode: () => {},
    openLink: () => {},
    openSource: () => {},
    openClaim: () => {},
    createSeam: () => document.createElement('hr'),
  });
}

/** In the time that an answer takes, not in that which the benchmark takes: code is coloured as often as for a user. */
function createInkstone(place: Element): Renderer {
  let frames = 0;
  let shown = '';
  const view = createView(() => frames * FRAME_MS);
  place.append(view.element);
  return {
    append(source, added) {
      frames++;
      shown = source;
      view.setSource(source, false, [], added);
      view.work(Number.POSITIVE_INFINITY);
    },
    end() {
      view.setSource(shown, true, [], '');
      view.work(Number.POSITIVE_INFINITY);
    },
  };
}

function createSmd(place: Element): Renderer {
  const parser = smd.parser(smd.default_renderer(place as HTMLElement));
  return { append: (_, added) => smd.parser_write(parser, added) };
}

function createMarkdownIt(place: Element): Renderer {
  const markdown = new MarkdownIt();
  return {
    append(source) {
      place.innerHTML = markdown.render(source);
    },
  };
}

/** A block is rendered again when its text has changed, as the AI SDK's cookbook has it. */
const MemoisedBlock = memo(({ raw }: { readonly raw: string }) =>
  createElement(ReactMarkdown, { remarkPlugins: [remarkGfm], rehypePlugins: [rehypeHighlight] }, raw),
);

function createReact(place: Element, render: (source: string) => React.ReactNode): Renderer {
  const root = createRoot(place);
  return { append: (source) => flushSync(() => root.render(render(source))) };
}
