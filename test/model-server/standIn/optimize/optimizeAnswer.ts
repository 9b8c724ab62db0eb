import { placeIn, type WhereInFile } from '../placeIn.ts';
import { fence, list } from '../speech.ts';
import type { Language } from '../syntax/language.ts';
import { optimizeCode } from './optimizeCode.ts';
import { REWRITES } from './rewrites.ts';

export interface OptimizeInput extends WhereInFile {
  readonly language: Language;
  readonly code: string;
  /** Info string of the fence the code came in; the answer's fence has it too. */
  readonly fenceName: string;
}

/** One fence with all of the code, then what changed and why; the code as it was where nothing can be shown to be safe. */
export function optimizeAnswer(input: OptimizeInput): string {
  const { language, speech, fenceName } = input;
  const { code, changes, faultLine } = optimizeCode(language, input.code);
  const at = placeIn(input);
  const block = fence(fenceName, code);
  if (faultLine !== undefined)
    return `${block}\n\n${
      {
        en: `Unchanged: the parser stumbles at ${at(faultLine)}, and code that it cannot read cannot be shown to stay the same.`,
        zh: `未作修改：解析器在 ${at(faultLine)} 处遇到语法问题，无法读懂的代码也就无法证明改写后行为不变。`,
      }[speech]
    }`;
  if (changes.length === 0) {
    const tried = REWRITES.filter(({ languages }) => languages.includes(language.id)).length;
    return `${block}\n\n${
      {
        en: `Unchanged: none of the ${tried} rewrites that the stand-in model knows for ${language.label} can be shown to keep the behaviour of this code and make it do less. That does not mean there is nothing to gain; it checks conditions on the syntax tree and does not reason.`,
        zh: `未作修改：替身模型掌握的 ${tried} 种 ${language.label} 改写中，没有一种既能证明行为不变、又能减少工作量。这并不表示没有优化空间；它只检查语法树上的条件，不会推理。`,
      }[speech]
    }`;
  }
  const reasons = Map.groupBy(changes, (change) => change.why);
  const rows = [...reasons].map(([why, same]) => {
    const places = [...Map.groupBy(same, ({ what }) => what[speech])].map(([what, where]) => {
      const lines = list(speech, [...new Set(where.map(({ line }) => at(line)))]);
      return { en: `${lines} ${what}`, zh: `${lines} ${what}` }[speech];
    });
    return { en: `- ${places.join('; ')}: ${why.en}.`, zh: `- ${places.join('；')}：${why.zh}。` }[speech];
  });
  const opening = {
    en: 'What changed; each was checked on the syntax tree to keep the behaviour:',
    zh: '改动如下，每一处都在语法树上验证过行为不变：',
  }[speech];
  return `${block}\n\n${opening}\n\n${rows.join('\n')}`;
}
