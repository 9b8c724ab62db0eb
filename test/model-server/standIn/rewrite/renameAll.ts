import { code, count, type Speech } from '../speech.ts';
import { nodesIn, type SourceCode, textOf } from '../syntax/sourceCode.ts';
import type { RewriteStep } from './rewriteStep.ts';

/** Leaves that name something: variables, properties, types, functions. */
const NAMES =
  /^(VariableName|VariableDefinition|PropertyName|PropertyDefinition|PrivateProperty\w+|TypeName|TypeDefinition|Identifier|Definition|DefName|FieldName|BoundIdentifier|FieldIdentifier|TypeIdentifier|JSXIdentifier|Label)$/;

const PROPERTY = /^(Property|PrivateProperty|Field)/;

/**
 * Gives every mention of a name in the code another one. A property of the same name is another thing unless nothing
 * but properties have it.
 */
export function renameAll(
  source: SourceCode,
  { from, to }: { readonly from: string; readonly to: string },
  speech: Speech,
): RewriteStep {
  const mentions = [...nodesIn(source.root)].filter((node) => NAMES.test(node.name) && !node.firstChild);
  const named = mentions.filter((node) => textOf(source, node) === from);
  const others = named.filter((node) => !PROPERTY.test(node.name) || isShorthand(node));
  const renamed = others.length > 0 ? others : named;
  if (renamed.length === 0)
    return {
      refused: { en: `There is no ${code(from)} in this code.`, zh: `这段代码中没有 ${code(from)}。` }[
        speech
      ],
    };
  if (mentions.some((node) => textOf(source, node) === to))
    return {
      refused: {
        en: `The code already uses the name ${code(to)}, so renaming could change what it means.`,
        zh: `代码中已使用名称 ${code(to)}，重命名可能改变含义。`,
      }[speech],
    };
  const edits = renamed.map((node) => ({
    from: node.from,
    to: node.to,
    // `{ x }` is the property `x` with the value of the name `x`; only the value has the new name.
    text: isShorthand(node) ? `${from}: ${to}` : to,
  }));
  const places = count(speech, edits.length, { en: 'place', zh: '处' });
  return {
    edits,
    done: {
      en: `Renamed ${code(from)} to ${code(to)} in ${places} of this code; code outside of it may still use the old name.`,
      zh: `在 ${places}将 ${code(from)} 重命名为 ${code(to)}；选区之外的代码可能仍在使用旧名称。`,
    }[speech],
  };
}

type Leaf = ReturnType<typeof nodesIn> extends Generator<infer N> ? N : never;

function isShorthand(node: Leaf): boolean {
  const isAlone = !node.prevSibling && !node.nextSibling;
  if (node.name === 'PropertyDefinition') return node.parent?.name === 'Property' && isAlone;
  return node.name === 'VariableDefinition' && node.parent?.name === 'PatternProperty' && isAlone;
}
