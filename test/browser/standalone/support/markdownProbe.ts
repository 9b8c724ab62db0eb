import { createCodeHighlighter } from '../../../../media/code/codeHighlighter.ts';
import { createMarkdownParser } from '../../../../media/markdown/markdownParser.ts';
import { createMarkdownView, type MarkdownView } from '../../../../media/markdown/markdownView.ts';
import { createTypesetter, loadFormulaMaker } from '../../../../media/markdown/typesetter.ts';
import { ALLOWED_ATTRIBUTES, ALLOWED_TAGS, FORMULA_ATTRIBUTES } from './allowedMarkup.ts';
import { outlineOfAnswer, outlineOfHtml } from './outline.ts';

/** What a test may ask of the page that shows nothing but markdown. */
export interface MarkdownProbe {
  /** The outline of each text shown as a whole. */
  whole(sources: readonly string[]): readonly string[];
  /** Shows a text that comes in these pieces, and gives its outline at the end. */
  streamed(pieces: readonly string[]): string;
  /**
   * Of texts, each of which comes in two pieces, once for every place where it can be cut, and once character by
   * character: those that end in another outline than they have as a whole.
   */
  cutDifferently(sources: readonly string[]): readonly string[];
  /** Shows each text in these pieces, and names the tags and attributes that were there at any time and may not be. */
  foreignMarkup(sources: readonly (readonly string[])[]): readonly string[];
  outlinesOfHtml(html: readonly string[]): readonly string[];
}

const highlighter = createCodeHighlighter();
const parser = createMarkdownParser();
const typeset = createTypesetter(() => loadFormulaMaker(document.body.dataset.formulas ?? ''));
const place = document.getElementById('app') ?? document.body;

function createView(): MarkdownView {
  const view = createMarkdownView({
    parser,
    highlighter,
    t: (text, ...values) => text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)])),
    typeset,
    now: () => 0,
    useCode: () => {},
    openLink: () => {},
    openSource: () => {},
    openClaim: () => {},
    createSeam: () => document.createElement('hr'),
  });
  place.replaceChildren(view.element);
  return view;
}

function show(pieces: readonly string[]): string {
  const view = createView();
  let source = '';
  for (const piece of pieces) {
    source += piece;
    view.setSource(source, false, []);
    view.work(1);
  }
  view.setSource(source, true, []);
  view.work(1);
  return outlineOfAnswer(view.element);
}

function note(found: Set<string>, element: Element): void {
  if (!ALLOWED_TAGS.has(element.localName)) found.add(`<${element.localName}>`);
  const isFormula = element instanceof MathMLElement;
  for (const name of element.getAttributeNames())
    if (!ALLOWED_ATTRIBUTES.has(name) && !(isFormula && FORMULA_ATTRIBUTES.has(name))) found.add(`${name}=`);
}

const labelOf = (language: string): string => highlighter.label(language);

const probe: MarkdownProbe = {
  whole: (sources) => sources.map((source) => show([source])),
  streamed: show,
  cutDifferently: (sources) =>
    sources.filter((source) => {
      const whole = show([source]);
      if (show([...source]) !== whole) return true;
      for (let cut = 1; cut < source.length; cut++)
        if (show([source.slice(0, cut), source.slice(cut)]) !== whole) return true;
      return false;
    }),
  foreignMarkup(sources) {
    const found = new Set<string>();
    const take = (records: readonly MutationRecord[]): void => {
      for (const { addedNodes, target, attributeName } of records) {
        if (attributeName) note(found, target as Element);
        for (const node of addedNodes)
          if (node instanceof Element)
            for (const element of [node, ...node.querySelectorAll('*')]) note(found, element);
      }
    };
    const observer = new MutationObserver(take);
    observer.observe(document, { childList: true, attributes: true, subtree: true });
    for (const pieces of sources) {
      show(pieces);
      take(observer.takeRecords());
    }
    observer.disconnect();
    return [...found];
  },
  outlinesOfHtml: (html) => html.map((text) => outlineOfHtml(text, labelOf)),
};

Object.assign(window, { markdownProbe: probe });
