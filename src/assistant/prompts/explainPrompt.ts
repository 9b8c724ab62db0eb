import { type CodeTarget, placeAt, targetCode } from '../workspace.ts';
import { rulesSection, type Surroundings, surroundingsSection, whereabouts } from './codeContext.ts';
import { fencedCode } from './fencedCode.ts';
import { languageAdvice } from './languageAdvice.ts';
import { numberedCode } from './numberedCode.ts';

export function explainPrompt(target: CodeTarget, around: Surroundings, rules: string | undefined): string {
  const { name, fence } = languageAdvice(target.languageId);
  const firstLine = target.region.startLine + 1;
  return [
    `Explain this ${name} code from ${whereabouts(target)}, to a programmer who will have to change it.`,
    [
      '1. First one or two sentences: what it is for and what it gives back.',
      `2. Then how it works, in the order of execution and no longer than it needs. Name identifiers in backticks, and places in exactly this form, with the line that is meant: ${placeAt(target, firstLine)}`,
      '3. Last, what a careful reader should know before changing it: edge cases, errors, side effects, cost for large input, assumptions about callers. Only what really applies; leave the section out when nothing does.',
      'Do not go through trivial lines one by one, and do not suggest changes.',
    ].join('\n'),
    rulesSection(rules),
    surroundingsSection(target, around),
    `The code to explain. Each line begins with its number in the file and a “|”, which are not part of the code: never copy them.\n${fencedCode(fence, numberedCode(targetCode(target), firstLine))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
