import { type CodeTarget, targetCode } from '../workspace.ts';
import { rulesSection, type Surroundings, surroundingsSection, whereabouts } from './codeContext.ts';
import { fencedCode } from './fencedCode.ts';
import { languageAdvice } from './languageAdvice.ts';
import { nearestLanguage } from './nearestLanguage.ts';
import { tagged } from './tagged.ts';

/** A function of the document, or nothing: how the file words its documentation. */
type Convention = string | ((text: string) => string);

const TAGS_WHERE_NEEDED = 'Tags only for what a name and its type do not say already.';

const CONVENTIONS: ReadonlyMap<string, Convention> = new Map<string, Convention>([
  [
    'typescript',
    `TSDoc: \`/** … */\` right above the declaration and its decorators; the first sentence says what it is for. \`@param name - …\`, \`@returns\`, \`@throws\`, without types, which the code has. ${TAGS_WHERE_NEEDED}`,
  ],
  [
    'javascript',
    'JSDoc: `/** … */` right above the declaration; the first sentence says what it is for. `@param {Type} name - …`, `@returns {Type}`, `@throws {Type}`, with types as narrow as the code shows.',
  ],
  ['python', pythonConvention],
  [
    'go',
    'Go doc comments: `//` lines right above the declaration, no blank line between; whole sentences, of which the first begins with the name (“Parse reads …”). No tags. Say which errors are returned and whether it may be called from several goroutines, where the code shows it.',
  ],
  [
    'java',
    'Javadoc: `/** … */` above the declaration and its annotations; the first sentence, in the third person (“Returns …”), sums it up. `@param`, `@return`, `@throws` in this order; `{@code}` for code, `{@link}` for types. No `@author`, no `@since`.',
  ],
  [
    'kotlin',
    'KDoc: `/** … */` above the declaration and its annotations, the summary first; `@param`, `@return`, `@throws`, `[name]` for links.',
  ],
  [
    'swift',
    'Swift markup: `///` lines above the declaration and its attributes, the summary first; `- Parameters:`, `- Returns:`, `- Throws:`.',
  ],
  [
    'rust',
    'Rustdoc: `///` above the item and its attributes (`//!` for the module); a line that sums it up, a blank one, then more. Sections only where they hold: `# Errors`, `# Panics`, `# Safety` for everything `unsafe`. Links as [`Name`]. An example only if it compiles from what is shown.',
  ],
  ['c', doxygen],
  ['cpp', doxygen],
  [
    'csharp',
    'XML documentation: `///` lines above the member and its attributes: `<summary>`, `<param name="…">`, `<typeparam>`, `<returns>`, `<exception cref="…">`; `<see cref="…"/>` for types, `<inheritdoc/>` where an override adds nothing. Escape `<` and `&`.',
  ],
  [
    'php',
    'PHPDoc: `/** … */` above the declaration and its attributes; `@param`, `@return`, `@throws` with types.',
  ],
  [
    'ruby',
    'YARD comments: `#` lines above the definition; `@param name [Type]`, `@return [Type]`, `@raise [Type]`.',
  ],
  [
    'shellscript',
    'Comments of `#` lines above the function: what it does, its arguments, what it prints and returns.',
  ],
]);

const GENERAL = 'The documentation comments that are usual for the language, in the form that the file has.';

/** How many of each sign a file has decides. */
function pythonConvention(text: string): string {
  const common =
    'Docstrings of PEP 257: `"""` as the first statement of the module, class or function; a line that sums it up, as an order that ends with a period (“Return …”), then a blank line and more where there is more.';
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const styles = [
    {
      found: count(/^\s*(?:Args|Arguments|Returns|Raises|Yields|Attributes):\s*$/gm),
      words: 'Sections in Google’s style, as the file has them: `Args:`, `Returns:`, `Raises:`.',
    },
    {
      found: count(/^\s*(?:Parameters|Returns|Raises|Yields|Attributes)\n\s*-{3,}\s*$/gm),
      words:
        'Sections in NumPy’s style, as the file has them: `Parameters` underlined with hyphens, `name : type`.',
    },
    {
      found: count(/^\s*:(?:param|type|returns?|rtype|raises)\b/gm),
      words: 'Fields in Sphinx’s style, as the file has them: `:param name:`, `:returns:`, `:raises Type:`.',
    },
  ];
  const [most] = styles.toSorted((a, b) => b.found - a.found);
  return `${common} ${most && most.found > 0 ? most.words : 'Arguments, results and exceptions in sections of Google’s style (`Args:`, `Returns:`, `Raises:`), where they need words.'}`;
}

function doxygen(text: string): string {
  const sign =
    (text.match(/\\(?:brief|param|return)\b/g)?.length ?? 0) >
    (text.match(/@(?:brief|param|return)\b/g)?.length ?? 0)
      ? '\\'
      : '@';
  const lines = text.match(/^\s*\/\/\/(?!\/)/gm)?.length ?? 0;
  const blocks = text.match(/^\s*\/\*\*(?!\*)/gm)?.length ?? 0;
  const form = lines > blocks ? '`///` lines' : '`/** … */`';
  return `Doxygen: ${form} above the declaration, as the file has it; \`${sign}brief\`, \`${sign}param[in]\` / \`[out]\` / \`[in,out]\`, \`${sign}return\`. Say who owns and frees what a pointer leads to, whether it may be null, and how errors are told, where the code shows it.`;
}

/** Asks for the same code with documentation comments. `wish` is what the user says about it, if anything. */
export function documentPrompt(
  target: CodeTarget,
  wish: string,
  around: Surroundings,
  rules: string | undefined,
): string {
  const { name, fence } = languageAdvice(target.languageId);
  const convention = CONVENTIONS.get(nearestLanguage(target.languageId)) ?? GENERAL;
  const form = typeof convention === 'string' ? convention : convention(target.lines.join('\n'));
  return [
    `Document this ${name} code from ${whereabouts(target)}.`,
    wish && `What the user says about it:\n${tagged('instruction', wish)}`,
    'Write the documentation comment of every function, method, class and type in it that has none and that others use; one that there is stays as it is, unless it is wrong or leaves out what its callers must know.',
    `For those who call it: what it is for, and what its name and types do not say: units, ranges, what an empty or missing value means, what it gives back at the edges, what it changes, when it fails. As short as that allows, and in the words of the code. Say only what the code shows: no reasons, promises or examples that it does not give, and nothing of how it works inside. If the file has comments, write in their language.`,
    form,
    'Only comments may change. All code stays as it is, to the character: also its indentation, its line breaks, the blank lines in it, and comments that tools read. No comments between the statements of a body.',
    'Answer with one fenced block that holds all of the code with its comments, every line of it, unchanged ones included, at the same indentation and without ellipses; after it at most three sentences about what the code leaves open. If nothing lacks documentation, say so in one sentence, without a fenced block.',
    rulesSection(rules),
    surroundingsSection(target, around),
    `The code to document:\n${fencedCode(fence, targetCode(target))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
