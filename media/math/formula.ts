import temml from 'temml';

/** What a formula may be made of (https://w3c.github.io/mathml-core/); none of it loads, links or runs. */
const TAGS = new Set(
  (
    'math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts ' +
    'mprescripts none mtable mtr mtd mpadded mphantom mstyle menclose merror'
  ).split(' '),
);
const ATTRIBUTES = new Set(
  (
    'display displaystyle scriptlevel mathvariant form fence separator stretchy symmetric largeop movablelimits ' +
    'minsize maxsize lspace rspace accent accentunder linethickness width height depth voffset columnspan rowspan ' +
    'notation dir'
  ).split(' '),
);
const STYLES = new Set(
  (
    'color border borderTop borderBottom borderLeft borderRight padding paddingLeft paddingRight paddingTop ' +
    'paddingBottom width textAlign fontWeight fontStyle whiteSpace mathDepth math-depth'
  ).split(' '),
);
/** A value that could reach out of the page is none of a formula's. */
const PLAIN_VALUE = /^[\w\s#.,%+()-]*$/;
const MATHML = 'http://www.w3.org/1998/Math/MathML';
const MAX_TEX_CHARACTERS = 10_000;

/** A node of Temml's tree: of MathML, a plain text, or a group without an element. */
interface MathNode {
  readonly type?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly style?: Readonly<Record<string, string>>;
  readonly classes?: readonly string[];
  readonly children?: readonly MathNode[];
}

/** The formula as MathML, which the browser lays out and reads out; `undefined` where the TeX cannot be read. */
export function createFormula(tex: string, isDisplay: boolean): Node | undefined {
  if (tex.length > MAX_TEX_CHARACTERS) return undefined;
  try {
    const options = {
      displayMode: isDisplay,
      throwOnError: true,
      trust: false,
      maxSize: [20, 20] as [number, number],
    };
    return nodeOf(temml.__renderToMathMLTree(tex, options) as MathNode);
  } catch {
    // It may go on, or be no TeX at all: what was written says more than an error would.
    return undefined;
  }
}

function nodeOf({ type, text, attributes = {}, style = {}, classes = [], children = [] }: MathNode): Node {
  if (text !== undefined) return document.createTextNode(text);
  if (type === undefined || !TAGS.has(type)) {
    const group = document.createDocumentFragment();
    group.append(...children.map(nodeOf));
    return group;
  }
  const node = document.createElementNS(MATHML, type) as MathMLElement;
  for (const [name, value] of Object.entries(attributes))
    if (ATTRIBUTES.has(name)) node.setAttribute(name, String(value));
  if (classes.length > 0)
    node.setAttribute('class', classes.filter((name) => /^(?:tml|wbk)-/.test(name)).join(' '));
  for (const [name, value] of Object.entries(style))
    if (STYLES.has(name) && PLAIN_VALUE.test(value)) node.style.setProperty(propertyOf(name), value);
  node.append(...children.map(nodeOf));
  return node;
}

const propertyOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
