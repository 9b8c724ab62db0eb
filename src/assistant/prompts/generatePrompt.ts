import { type CodeTarget, targetCode } from '../workspace.ts';
import { rulesSection, type Surroundings, surroundingsSection, whereabouts } from './codeContext.ts';
import { fencedCode } from './fencedCode.ts';
import { languageAdvice } from './languageAdvice.ts';
import { tagged } from './tagged.ts';

const indentationOf = ({ unit, size }: CodeTarget['indentation']): string =>
  unit === 'tab' ? 'tabs' : `${size} spaces`;

/** New code at a place; with a selection the same command rewrites it (`rewritePrompt`). */
export function generatePrompt(
  target: CodeTarget,
  instruction: string,
  around: Surroundings,
  rules: string | undefined,
): string {
  const { name, write } = languageAdvice(target.languageId);
  return [
    `Write ${name} code to be inserted in \`${target.path}\` at line ${target.region.startLine + 1}, between the lines above and below that are shown for context.`,
    `What is wanted:\n${tagged('instruction', instruction)}`,
    `${write} Use what the file already imports and defines. Indent with ${indentationOf(target.indentation)}, at the depth of the place. Complete code only: no placeholders, no omitted parts. Do not repeat the lines shown above or below.`,
    'Answer with one fenced block that holds only the code to insert, then at most three sentences about what the user must know (an import to add, an assumption made). If you cannot do it, say why, without a fenced block.',
    rulesSection(rules),
    surroundingsSection(target, around),
  ]
    .filter(Boolean)
    .join('\n\n');
}

export function rewritePrompt(
  target: CodeTarget,
  instruction: string,
  around: Surroundings,
  rules: string | undefined,
): string {
  const { name, fence, write } = languageAdvice(target.languageId);
  return [
    `Rewrite this ${name} code from ${whereabouts(target)} as the user asks.`,
    `What is wanted:\n${tagged('instruction', instruction)}`,
    `${write} Change only what the request needs; leave every other line as it is.`,
    'Answer with one fenced block that holds the complete replacement for the code to rewrite, every line of it at the same indentation and without ellipses, then a short list of what changed. If you cannot do it, say why, without a fenced block.',
    rulesSection(rules),
    surroundingsSection(target, around),
    `The code to rewrite:\n${fencedCode(fence, targetCode(target))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
