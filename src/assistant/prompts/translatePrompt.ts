import { type CodeTarget, targetCode } from '../workspace.ts';
import { rulesSection, whereabouts } from './codeContext.ts';
import { fencedCode } from './fencedCode.ts';
import { languageAdvice } from './languageAdvice.ts';

/** Asks for the same code with its comments in another language. `language` is an English name. */
export function translateCommentsPrompt(
  target: CodeTarget,
  language: string,
  rules: string | undefined,
): string {
  const { name, fence } = languageAdvice(target.languageId);
  return [
    `Translate the comments of this ${name} code from ${whereabouts(target)} into ${language}.`,
    `Translate every comment and documentation comment that is not in ${language} yet. Change nothing else, not even white space: code, identifiers, text in quotes, directives in comments (such as lint switches, licence headers, \`TODO\`), names of parameters after documentation tags and links stay as they are. Keep the lines of a comment where they are; a line that becomes much longer may be broken in the form that the comment has.`,
    'Answer with one fenced block that holds all of the code, every line of it, unchanged ones included, at the same indentation and without ellipses, and nothing after it. If there is nothing to translate, say so in one sentence, without a fenced block.',
    rulesSection(rules),
    `The code:\n${fencedCode(fence, targetCode(target))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Asks for a document, or a part of one, in another language, with its markup as it is. */
export function translateDocumentPrompt(
  target: CodeTarget,
  language: string,
  rules: string | undefined,
): string {
  const { fence } = languageAdvice(target.languageId);
  return [
    `Translate this text from ${whereabouts(target)} into ${language}.`,
    'Write as somebody would who writes the language well, not word by word; a term has one translation all through. The structure stays: headings, lists, tables, links and their targets, pictures, front matter keys, line breaks that carry meaning. Code blocks, code in backticks, paths, commands and names of products stay as they are; comments in code blocks are translated.',
    'Answer with the translation alone: nothing before or after it, no remarks, and no fence around all of it. Leave nothing out and add nothing.',
    rulesSection(rules),
    `The text:\n${fencedCode(fence, targetCode(target))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
