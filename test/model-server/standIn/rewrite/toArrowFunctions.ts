import type { SyntaxNode } from '@lezer/common';
import type { Edit } from '../optimize/rewrite.ts';
import { code, list, type Speech } from '../speech.ts';
import { childOf } from '../syntax/language.ts';
import { nodesIn, type SourceCode, textOf } from '../syntax/sourceCode.ts';
import type { RewriteStep } from './rewriteStep.ts';

/** Writes functions as arrow functions, where nothing in them depends on being one of their own. */
export function toArrowFunctions(source: SourceCode, speech: Speech): RewriteStep | undefined {
  if (!/^(typescript|tsx|javascript)$/.test(source.language.id)) return undefined;
  const edits: Edit[] = [];
  const names: string[] = [];
  for (const node of nodesIn(source.root)) {
    if (!/^Function(Declaration|Expression)$/.test(node.name) || !isConvertible(source, node)) continue;
    // An inner one is converted the next time, on the new text.
    if (edits.some(({ from, to }) => node.from >= from && node.from < to)) continue;
    const nameNode = childOf(node, 'VariableDefinition');
    const body = node.lastChild!;
    const isAsync = node.firstChild!.name === 'async';
    const signature = source.text.slice(nameNode?.to ?? childOf(node, 'function')!.to, body.from).trim();
    const arrow = `${isAsync ? 'async ' : ''}${signature} => ${textOf(source, body)}`;
    const isDeclared = node.name === 'FunctionDeclaration';
    edits.push({
      from: node.from,
      to: node.to,
      text: isDeclared ? `const ${textOf(source, nameNode!)} = ${arrow};` : arrow,
    });
    names.push(code(nameNode ? textOf(source, nameNode) : 'function'));
  }
  if (edits.length === 0)
    return {
      refused: {
        en: 'No function here can become an arrow function: `this`, `arguments`, `yield` or a use before the declaration stand against it.',
        zh: '没有可以转换为箭头函数的函数：涉及 `this`、`arguments`、`yield` 或在声明之前使用。',
      }[speech],
    };
  return {
    edits,
    done: {
      en: `Converted ${list('en', names)}. An arrow function cannot be used before its line, nor with \`new\`.`,
      zh: `转换了 ${list('zh', names)}。箭头函数不能在定义行之前使用，也不能配合 \`new\`。`,
    }[speech],
  };
}

function isConvertible(source: SourceCode, node: SyntaxNode): boolean {
  const name = childOf(node, 'VariableDefinition');
  if (
    childOf(node, 'Star') ||
    (node.name === 'FunctionDeclaration' && !name) ||
    node.lastChild?.name !== 'Block'
  )
    return false;
  if (node.name === 'FunctionExpression' && name) return false;
  if (node.parent?.name === 'ExportDeclaration' && childOf(node.parent, 'default')) return false;
  for (const inner of nodesIn(node)) {
    if (/^(this|super|YieldExpression|NewTarget)$/.test(inner.name)) return false;
    if (inner.name === 'VariableName' && textOf(source, inner) === 'arguments') return false;
  }
  if (!name) return true;
  // Hoisting would be lost on a use above.
  return ![...nodesIn(source.root)].some(
    (use) =>
      use.name === 'VariableName' && use.to <= node.from && textOf(source, use) === textOf(source, name),
  );
}
