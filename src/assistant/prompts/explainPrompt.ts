import { type CodeTarget, targetCode } from '../workspace.ts';
import { rulesSection, type Surroundings, surroundingsSection, whereabouts } from './codeContext.ts';
import { fencedCode } from './fencedCode.ts';
import { languageAdvice } from './languageAdvice.ts';

export function explainPrompt(target: CodeTarget, around: Surroundings, rules: string | undefined): string {
  const { name } = languageAdvice(target.languageId);
  return [
    `Explain this ${name} code from ${whereabouts(target)}, to a programmer who will have to change it.`,
    [
      '1. First one or two sentences: what it is for and what it gives back.',
      `2. Then how it works, in the order of execution and no longer than it needs. Name identifiers in backticks and places as \`${target.path}:LINE\`; the first line of the code below is line ${target.region.startLine + 1}.`,
      '3. Last, what a careful reader should know before changing it: edge cases, errors, side effects, cost for large input, assumptions about callers. Only what really applies; leave the section out when nothing does.',
      'Do not go through trivial lines one by one, and do not suggest changes.',
    ].join('\n'),
    rulesSection(rules),
    surroundingsSection(target, around),
    `The code to explain:\n${fencedCode(target.languageId, targetCode(target))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
