import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { operatorOf } from '../shared/truth.ts';
import { assignedValue, functionAround, isScalar, localName } from './names.ts';

const OPERATOR = /^(\+|-|\*|\/|\/\/|%|\*\*)$/;

/**
 * `x = x + n` where `x` is a number or text for certain. For other types `+=` may change the object that `x` names
 * instead of making a new one.
 */
export const updateStatement: Rewrite = {
  languages: ['python'],
  why: {
    en: 'the name holds a number or text, which cannot be changed in place, so both forms make a new value',
    zh: '该变量是数字或文本，不可原地修改，两种写法都会产生新值',
  },
  *find(source) {
    for (const node of nodesNamed(source, 'AssignStatement')) {
      const target = node.firstChild!;
      const binary = target.name === 'VariableName' ? assignedValue(target) : undefined;
      const around = functionAround(source, node);
      if (binary?.name !== 'BinaryExpression' || !around || target.nextSibling?.name !== 'AssignOp') continue;
      const { firstChild: left, lastChild: right } = binary;
      const operator = operatorOf(source, binary);
      const name = textOf(source, target);
      if (
        !OPERATOR.test(operator) ||
        textOf(source, left!) !== name ||
        hasComment(source, node.from, binary.to)
      )
        continue;
      if (!isScalarThroughout(source, around, name) || !isScalar(source, around, right!)) continue;
      const text = `${name} ${operator}= ${textOf(source, right!)}`;
      yield {
        at: node.from,
        edits: [{ from: node.from, to: binary.to, text }],
        what: {
          en: `writes ${code(textOf(source, node).trim())} as ${code(text)}`,
          zh: `将 ${code(textOf(source, node).trim())} 写作 ${code(text)}`,
        },
      };
    }
  },
};

/** Every value the name is given is a scalar, or is computed from itself and a scalar. */
function isScalarThroughout(source: SourceCode, around: SyntaxNode, name: string): boolean {
  const local = localName(source, around, name);
  return (
    !!local &&
    local.bindings.every((binding) => {
      if (binding.parent?.name === 'UpdateStatement')
        return isScalar(source, around, binding.parent.lastChild!);
      const value = assignedValue(binding);
      if (value?.name !== 'BinaryExpression') return !!value && isScalar(source, around, value);
      return textOf(source, value.firstChild!) === name && isScalar(source, around, value.lastChild!);
    })
  );
}
