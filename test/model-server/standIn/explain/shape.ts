import { type Bilingual, clip, code, count, list, type Speech } from '../speech.ts';
import type { FunctionOutline } from '../syntax/outline.ts';

/** A function in half a sentence: what it takes, what it gives, its loops and its complexity. */
export function shapeOf(outline: FunctionOutline, speech: Speech): string {
  const { parameters, loops, complexity } = outline;
  const depth = Math.max(0, ...loops.map((loop) => loop.depth));
  const taken = list(
    speech,
    parameters.map(({ text }) => code(clip(text, 60))),
  );
  const parts: Bilingual[] = [
    taken ? { en: `it takes ${taken}`, zh: `参数为 ${taken}` } : { en: 'it takes nothing', zh: '没有参数' },
    given(outline),
  ];
  if (depth > 0)
    parts.push({
      en: `has ${count('en', loops.length, { en: 'loop', zh: '' })}${depth > 1 ? ` nested ${depth} deep` : ''}`,
      zh: `有 ${loops.length} 个循环${depth > 1 ? `（嵌套 ${depth} 层）` : ''}`,
    });
  parts.push({ en: `has a cyclomatic complexity of ${complexity}`, zh: `圈复杂度为 ${complexity}` });
  return list(
    speech,
    parts.map((part) => part[speech]),
  );
}

/** What its own comment promises, as a quotation: the tree cannot tell whether it is true. */
export function quotation({ documentation }: FunctionOutline, speech: Speech): string {
  if (!documentation) return '';
  return { en: ` Its comment says: “${documentation}”`, zh: `注释写道：“${documentation}”` }[speech];
}

/** What a caller gets, from the declared type and the return statements. */
function given({ result, returns, yields, node }: FunctionOutline): Bilingual {
  if (yields.length > 0) return { en: 'yields values one by one', zh: '逐个产出值' };
  if (result) return { en: `gives back ${code(clip(result, 60))}`, zh: `返回 ${code(clip(result, 60))}` };
  const values = returns.map(({ text }) => /^return\b\s*([^;]*)/.exec(text)?.[1] ?? '').filter(Boolean);
  const last = values.at(-1);
  if (last !== undefined) {
    const others = values.length - 1;
    const value = code(clip(last, 50));
    return {
      en: `gives back ${value}${others > 0 ? `, or what ${count('en', others, { en: 'other return', zh: '' })} says` : ''}`,
      zh: `返回 ${value}${others > 0 ? `，或另外 ${others} 处返回的值` : ''}`,
    };
  }
  return /Arrow|Lambda|Closure/.test(node.name)
    ? { en: 'gives back its expression', zh: '返回其表达式的值' }
    : { en: 'gives nothing back', zh: '没有返回值' };
}
