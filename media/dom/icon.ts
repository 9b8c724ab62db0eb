const SVG = 'http://www.w3.org/2000/svg';

/** Strokes on a 16 × 16 grid. */
const STROKES = {
  add: 'M8 3v10M3 8h10',
  arrowDown: 'M8 3v9.5M4 8.5l4 4 4-4',
  apply: 'M3 2.5h6l4 4v7H3zM5.5 9l1.8 2 3.5-4',
  book: 'M8 4.5C6.5 3.3 4.5 3 2.5 3v9c2 0 4 .3 5.5 1.5M8 4.5C9.5 3.3 11.5 3 13.5 3v9c-2 0-4 .3-5.5 1.5M8 4.5v9',
  branch:
    'M4.5 5.5v5M4.5 2.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3M4.5 10.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3M11.5 3.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3M11.5 6.5c0 2.5-4 2-7 3.5',
  changes: 'M4.5 2.5v11M2.5 11.5l2 2 2-2M11.5 13.5v-11M9.5 4.5l2-2 2 2',
  check: 'M3 8.5l3.2 3.5L13 4.5',
  chevronDown: 'M4 6l4 4 4-4',
  chevronLeft: 'M10 4L6 8l4 4',
  chevronRight: 'M6 4l4 4-4 4',
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  edit: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7L11.3 7',
  error: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  folder: 'M1.8 12.8v-9h4.5l1.5 2h6.4v7z',
  goOn: 'M4.5 3l7.5 5-7.5 5z',
  image: 'M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-1.5 3.5 3',
  information: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 7.2v4M8 4.8v.4',
  insert: 'M2.5 3h11M2.5 13h11M2.5 8h6M11 5.8L13.5 8 11 10.2',
  key: 'M10.3 2.7a3 3 0 1 1 0 6 3 3 0 0 1 0-6M8.2 7.8L2.7 13.3M4.5 11.5l1.7 1.7',
  list: 'M8 2.5a5.5 5.5 0 1 1-5.3 4M2.5 3v3.5H6M8 5v3.3l2.3 1.4',
  more: 'M3.2 7.5h.6v1h-.6zM7.7 7.5h.6v1h-.6zM12.2 7.5h.6v1h-.6z',
  newFile: 'M8 13.5H4v-11h5l3 3V8M9 2.5v3h3M12 9.5v5M9.5 12h5',
  pin: 'M6 2.5h4.5M7 2.5v4L5 9h6.5L9.5 6.5v-4M8.2 9v4.5',
  remove: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4',
  retry: 'M13 8a5 5 0 1 1-1.6-3.7M13.3 1.8v3h-3',
  send: 'M8 13V3.5M4 7.5l4-4 4 4',
  server: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1',
  stop: 'M4.5 4.5h7v7h-7z',
  symbol: 'M6 2.5c-2.5 0-.8 4.6-3 5.5 2.2.9.5 5.5 3 5.5M10 2.5c2.5 0 .8 4.6 3 5.5-2.2.9-.5 5.5-3 5.5',
  table: 'M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13',
  terminal: 'M2.5 3h11v10h-11zM5 6l2 2-2 2M8.5 10.5h2.5',
  thought: 'M6 12.5h4M6.5 14.5h3M5.7 10.2a4.2 4.2 0 1 1 4.6 0v2.3H5.7z',
  warning: 'M8 2.3l6.2 11H1.8zM8 6.5v3.5M8 11.7v.2',
} as const;

export type IconName = keyof typeof STROKES;

/** A small picture in the colour of the text around it, hidden from screen readers. */
export function createIcon(name: IconName): SVGSVGElement {
  const icon = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  icon.setAttribute('class', `icon icon-${name}`);
  icon.setAttribute('viewBox', '0 0 16 16');
  icon.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', STROKES[name]);
  icon.append(path);
  return icon;
}
