import { frontMatter, textField } from './frontMatter.ts';

/** A prompt of the user's own, called by its name behind a slash. */
export interface PromptFile {
  /** The file's name without `.md`. */
  readonly name: string;
  readonly description: string;
  /** What to write behind the name, for example `<file> [style]`. */
  readonly argumentHint: string;
  readonly body: string;
}

/** What can be put into a prompt besides its arguments. */
export interface PromptMaterial {
  /** The selected code as Markdown. */
  readonly selection?: string;
  /** The open file as Markdown. */
  readonly file?: string;
}

const PLACEHOLDER = /\{\{\s*(args|selection|file)\s*\}\}|\$(ARGUMENTS)\b|\$([1-9])(?!\d)/g;

/** What can stand behind a slash: no blank, no further slash, so that a path is not taken for a command. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]{0,63}$/u;

export const isCommandName = (name: string): boolean => NAME.test(name);

/** `undefined` for a file whose name cannot be called, and for one that says nothing. */
export function parsePromptFile(fileName: string, text: string): PromptFile | undefined {
  const name = fileName.replace(/\.md$/i, '').replace(/\.prompt$/i, '');
  const head = frontMatter(text);
  const body = head.body.trim();
  if (!isCommandName(name) || body === '') return undefined;
  const description = textField(head, 'description');
  return { name, description, argumentHint: textField(head, 'argument-hint'), body };
}

/** Which material a prompt asks for. */
export function materialOf({ body }: PromptFile): ReadonlySet<keyof PromptMaterial> {
  const names = [...body.matchAll(PLACEHOLDER)].map(([, name]) => name);
  return new Set((['selection', 'file'] as const).filter((name) => names.includes(name)));
}

/**
 * A prompt with everything in its place: `{{args}}` and `$ARGUMENTS` are all that was written behind the name, `$1` to `$9`
 * its words, of which some may be in quotes, `{{selection}}` and `{{file}}` the material. What is put in is not looked
 * through again. Arguments that the prompt has no place for come below it.
 */
export function expandPrompt({ body }: PromptFile, args: string, material: PromptMaterial): string {
  const words = wordsOf(args);
  let hasPlace = false;
  const text = body.replace(PLACEHOLDER, (_, name?: string, all?: string, index?: string) => {
    if (name === 'selection' || name === 'file') return material[name] ?? '';
    hasPlace = true;
    return name === 'args' || all ? args.trim() : (words[Number(index) - 1] ?? '');
  });
  return hasPlace || args.trim() === '' ? text : `${text}\n\n${args.trim()}`;
}

/** `a "b c" 'd'` → `a`, `b c`, `d`; a quote that is not closed is a character. */
function wordsOf(args: string): readonly string[] {
  const words = args.match(/"[^"]*"(?=\s|$)|'[^']*'(?=\s|$)|\S+/g) ?? [];
  return words.map((word) => /^(["'])(.*)\1$/s.exec(word)?.[2] ?? word);
}
