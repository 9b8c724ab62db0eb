import type { Translate } from '../../src/core/text/translate.ts';
import type { UsageBucket } from '../../src/core/usage/usageReport.ts';
import { element, setText } from '../dom/element.ts';
import type { Figures } from '../text/figures.ts';
import { barsOf } from './chartGeometry.ts';
import { createDataTable } from './dataTable.ts';
import { costText, type Measure, measureLabel, measureOf, measureText, tokensOf } from './measure.ts';

const SVG = 'http://www.w3.org/2000/svg';
const SIZE = { width: 480, height: 120, gap: 4 };

export interface BarChartDeps {
  readonly t: Translate;
  readonly figures: Figures;
  readonly title: string;
  /** Heads the first column of the table. */
  readonly unit: string;
  /** The name of a bucket. */
  readonly nameOf: (from: number) => string;
}

export interface BarChart {
  readonly element: HTMLElement;
  update(buckets: readonly UsageBucket[], measure: Measure): void;
}

/**
 * Bars that the arrow keys go through, each said in words, with the same figures as a table behind them. The bars stay
 * the same elements, so that an update takes the focus from none.
 */
export function createBarChart(deps: BarChartDeps): BarChart {
  const { t, figures, title, unit, nameOf } = deps;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${SIZE.width} ${SIZE.height}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('class', 'bars');
  svg.setAttribute('role', 'list');
  const readout = element('p', { class: 'readout', 'aria-hidden': 'true' });
  const first = element('span');
  const last = element('span');
  const tablePlace = element('div');
  const groups: SVGGElement[] = [];
  let words: readonly string[] = [];
  let current = -1;

  function show(index: number): void {
    setText(readout, words[index] ?? '');
  }

  function focusBar(index: number): void {
    current = index;
    for (const [at, group] of groups.entries()) group.setAttribute('tabindex', at === index ? '0' : '-1');
    groups[index]?.focus();
  }

  function move(event: KeyboardEvent): void {
    const count = groups.length;
    const to = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: count - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focusBar(Math.min(count - 1, Math.max(0, to)));
  }

  function createBar(index: number): SVGGElement {
    const group = document.createElementNS(SVG, 'g');
    group.setAttribute('role', 'listitem');
    group.setAttribute('class', 'bar');
    group.append(document.createElementNS(SVG, 'rect'), document.createElementNS(SVG, 'rect'));
    group.addEventListener('focus', () => {
      current = index;
      show(index);
    });
    group.addEventListener('pointerenter', () => show(index));
    group.addEventListener('pointerleave', () => show(current >= 0 ? current : groups.length - 1));
    return group;
  }

  function update(buckets: readonly UsageBucket[], measure: Measure): void {
    while (groups.length < buckets.length) {
      const group = createBar(groups.length);
      groups.push(group);
      svg.append(group);
    }
    words = buckets.map(({ from, totals }) => `${nameOf(from)}: ${measureText(measure, totals, figures, t)}`);
    const bars = barsOf(
      buckets.map(({ totals }) => measureOf(measure, totals)),
      SIZE,
    );
    for (const [index, bar] of bars.entries()) {
      const group = groups[index]!;
      const [reach, shape] = group.children;
      place(reach!, 'bar-reach', { ...bar, y: 0, height: SIZE.height });
      place(shape!, 'bar-shape', bar);
      group.setAttribute('aria-label', words[index]!);
      group.setAttribute('tabindex', index === (current >= 0 ? current : bars.length - 1) ? '0' : '-1');
    }
    svg.setAttribute('aria-label', `${title}, ${measureLabel(measure, t)}`);
    show(current >= 0 ? current : bars.length - 1);
    setText(first, nameOf(buckets[0]?.from ?? 0));
    setText(last, nameOf(buckets.at(-1)?.from ?? 0));
    tablePlace.replaceChildren(
      createDataTable({
        caption: title,
        columns: [unit, t('Requests'), t('Tokens'), t('Cost')],
        rows: buckets.map(({ from, totals }) => [
          nameOf(from),
          figures.exact(totals.requests),
          figures.exact(tokensOf(totals)),
          costText(totals, figures),
        ]),
      }),
    );
  }

  svg.addEventListener('keydown', move);
  return {
    element: element(
      'section',
      { class: 'chart', 'aria-label': title },
      element('h2', {}, title),
      readout,
      svg as unknown as HTMLElement,
      element('div', { class: 'axis', 'aria-hidden': 'true' }, first, last),
      element('details', {}, element('summary', {}, t('As a table')), tablePlace),
    ),
    update,
  };
}

function place(
  rect: Element,
  name: string,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  rect.setAttribute('class', name);
  for (const side of ['x', 'y', 'width', 'height'] as const) rect.setAttribute(side, box[side].toFixed(2));
}
