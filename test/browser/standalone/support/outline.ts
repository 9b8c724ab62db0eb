/** An element or a text, without what makes no difference to the reader. */
type Item = string | { readonly name: string; readonly facts: string; readonly children: readonly Item[] };

const BLOCKS = new Set(
  'p h1 h2 h3 h4 h5 h6 blockquote ul ol li pre hr table thead tbody tr th td section div'.split(' '),
);

/** What an answer's elements say, in the words of the HTML that a specification gives. */
export const outlineOfAnswer = (root: Element): string => written(root.childNodes, itemsOfAnswer);

/** What a specification's HTML says. `labelOf` names a language. */
export function outlineOfHtml(html: string, labelOf: (language: string) => string): string {
  const policy = trustedTypes.createPolicy('outline', { createHTML: (text) => text });
  const { body } = new DOMParser().parseFromString(policy.createHTML(html) as unknown as string, 'text/html');
  return written(body.childNodes, (node) => itemsOfHtml(node, labelOf));
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string },
  ): { createHTML(text: string): object };
}

declare const trustedTypes: TrustedTypes;

type Read = (node: Node) => readonly Item[];

const written = (nodes: Iterable<Node>, read: Read): string => lines(tidied([...nodes].flatMap(read)), '');

function lines(items: readonly Item[], indent: string): string {
  return items
    .map((item) => {
      if (typeof item === 'string') return `${indent}${JSON.stringify(item)}\n`;
      return `${indent}${item.name}${item.facts}\n${lines(item.children, `${indent}  `)}`;
    })
    .join('');
}

/** Joins texts, and takes away the white space that stands next to a block or a line's end. */
function tidied(items: readonly Item[], isPreformatted = false, isContainer = true): readonly Item[] {
  const joined: Item[] = [];
  for (const item of items) {
    const last = joined.at(-1);
    if (typeof item === 'string' && typeof last === 'string') joined[joined.length - 1] = last + item;
    else joined.push(item);
  }
  const isEdge = (item: Item | undefined): boolean =>
    typeof item === 'object' && (BLOCKS.has(item.name) || item.name === 'br');
  const hasBlocks = isContainer || joined.some(isEdge);
  return joined
    .map((item, index) => {
      if (typeof item !== 'string')
        return {
          ...item,
          children: tidied(item.children, isPreformatted || item.name === 'pre', item.name === 'blockquote'),
        };
      if (isPreformatted) return item;
      const before = index === 0 ? hasBlocks : isEdge(joined[index - 1]);
      const after = index === joined.length - 1 ? hasBlocks : isEdge(joined[index + 1]);
      const text = before ? item.trimStart() : item;
      return after ? text.trimEnd() : text;
    })
    .filter((item) => item !== '');
}

const itemOf = (name: string, facts: string, children: readonly Item[]): Item => ({ name, facts, children });

function itemsOfAnswer(node: Node): readonly Item[] {
  if (node instanceof Text) return [node.data];
  if (!(node instanceof HTMLElement)) return [];
  const kind = [...node.classList];
  const children = (): readonly Item[] => [...node.childNodes].flatMap(itemsOfAnswer);
  if (kind.includes('blocks') || kind.includes('table')) return children();
  if (kind.includes('code-block')) return [codeItem(node)];
  if (kind.includes('image-chip')) return [itemOf('img', ` ${node.title}`, [])];
  if (kind.includes('task'))
    return [itemOf('input', node.getAttribute('aria-checked') === 'true' ? ' checked' : '', [])];
  const level = kind.find((name) => name.startsWith('level-'));
  if (level) return [itemOf(level.replace('level-', 'h'), '', children())];
  if (node.localName === 'p' && node.parentElement?.parentElement?.classList.contains('tight'))
    return children();
  const start = node.getAttribute('start');
  const align = kind.find((name) => name.startsWith('align-'));
  const facts = [
    ...(start === null ? [] : [`start=${start}`]),
    ...(align ? [align.replace('-', '=')] : []),
    ...(node.localName === 'a' ? [node.title] : []),
  ];
  return [itemOf(node.localName, facts.map((fact) => ` ${fact}`).join(''), children())];
}

function codeItem(block: HTMLElement): Item {
  const label = block.querySelector('.code-language')?.textContent ?? '';
  return itemOf('pre', ` ${label}`, [block.querySelector('pre')?.textContent ?? '']);
}

function itemsOfHtml(node: Node, labelOf: (language: string) => string): readonly Item[] {
  if (node instanceof Text) return [node.data];
  if (!(node instanceof HTMLElement)) return [];
  const children = (): readonly Item[] =>
    [...node.childNodes].flatMap((child) => itemsOfHtml(child, labelOf));
  const name = node.localName;
  const fact = (attribute: string): string => node.getAttribute(attribute) ?? '';
  switch (name) {
    case 'pre': {
      const language = /^language-(.*)/.exec(node.firstElementChild?.className ?? '')?.[1] ?? '';
      const code = (node.textContent ?? '').replace(/\n$/, '');
      return [itemOf('pre', ` ${language ? labelOf(language) : 'Text'}`, [code])];
    }
    case 'img':
      return [itemOf('img', ` ${fact('src').slice(0, 200)}`, [])];
    case 'input':
      return [itemOf('input', node.hasAttribute('checked') ? ' checked' : '', [])];
    case 'a':
      return [itemOf('a', ` ${fact('title') ? `${fact('title')}\n` : ''}${fact('href')}`, children())];
    default: {
      const facts = ['start', 'align'].filter((attribute) => node.hasAttribute(attribute));
      return [
        itemOf(name, facts.map((attribute) => ` ${attribute}=${fact(attribute)}`).join(''), children()),
      ];
    }
  }
}
