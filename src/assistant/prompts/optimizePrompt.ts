import { type CodeTarget, targetCode } from '../workspace.ts';
import { rulesSection, type Surroundings, surroundingsSection, whereabouts } from './codeContext.ts';
import { fencedCode } from './fencedCode.ts';
import { languageAdvice } from './languageAdvice.ts';

export function optimizePrompt(target: CodeTarget, around: Surroundings, rules: string | undefined): string {
  const { name, fence, optimize } = languageAdvice(target.languageId);
  return [
    `Optimize this ${name} code from ${whereabouts(target)}: make it do less work, in time or in memory, and simpler where that comes for free.`,
    `Behaviour must stay exactly the same: results, side effects and their order, errors, public names and signatures. ${optimize}`,
    'Leave every line that you do not need to change as it is, comments, indentation and formatting included. Add no dependencies. Do not trade readability for gains that nobody would notice. If nothing is worth changing, give the code back unchanged and say so.',
    [
      'Answer in exactly this form:',
      '1. One fenced block with the complete replacement for the code to optimize: every line of it, unchanged ones included, at the same indentation. No ellipses, nothing from the context around it.',
      '2. After the block, a short list: what changed, why it is better, and why behaviour is the same. Estimate costs in terms of input size; never state a measured speed-up.',
    ].join('\n'),
    rulesSection(rules),
    surroundingsSection(target, around),
    `The code to optimize:\n${fencedCode(fence, targetCode(target))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
