import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/cpp';
import { childOf, type Language, type LanguageId, nodes } from '../language.ts';

/** C++ and C: one grammar, told apart because only C has no overloaded operators. */
export const cFamily: readonly Language[] = [
  cLike('cpp', 'C++', ['cpp', 'c++', 'cc', 'cxx', 'hpp', 'hh', 'hxx', 'h']),
  cLike('c', 'C', ['c']),
];

function cLike(id: LanguageId, label: string, names: readonly string[]): Language {
  return {
    id,
    label,
    names,
    parser: () => parser,
    frames: [
      { before: 'void framed() {\n', after: '\n}' },
      { before: 'class Framed {\n', after: '\n};' },
    ],
    lineComment: '//',
    functions: nodes('FunctionDefinition', 'LambdaExpression'),
    types: nodes('ClassSpecifier', 'StructSpecifier', 'UnionSpecifier', 'EnumSpecifier'),
    loops: nodes('ForStatement', 'ForRangeLoop', 'WhileStatement', 'DoStatement'),
    branches: nodes('IfStatement', 'ConditionalExpression', 'CaseStatement', 'CatchClause'),
    returns: nodes('ReturnStatement'),
    throws: nodes('ThrowStatement'),
    awaits: nodes('CoAwaitExpression'),
    yields: nodes('CoYieldStatement'),
    calls: nodes('CallExpression', 'NewExpression'),
    imports: nodes('PreprocDirective'),
    declarations: nodes('Declaration'),
    assignments: nodes('AssignmentExpression', 'UpdateExpression'),
    attempts: nodes('TryStatement'),
    blocks: nodes('Program', 'CompoundStatement'),
    comments: nodes('LineComment', 'BlockComment'),
    identifiers: nodes('Identifier', 'FieldIdentifier'),
    definitions: nodes(),
    nameOf: (declaration) =>
      declaration.name === 'FunctionDefinition'
        ? childOf(
            declaratorOf(declaration),
            'Identifier',
            'FieldIdentifier',
            'ScopedIdentifier',
            'DestructorName',
          )
        : childOf(declaration, 'TypeIdentifier'),
    parametersOf: (declaration) => childOf(declaratorOf(declaration), 'ParameterList'),
    resultOf: (declaration) =>
      declaration.name === 'FunctionDefinition' && declaration.firstChild?.name !== 'FunctionDeclarator'
        ? declaration.firstChild
        : null,
    calleeOf: (call) => (call.name === 'NewExpression' ? childOf(call, 'TypeIdentifier') : call.firstChild),
  };
}

/** The declarator with the parameters, behind any `*` and `&` of the result. */
function declaratorOf(declaration: SyntaxNode): SyntaxNode | null {
  let node = childOf(
    declaration,
    'FunctionDeclarator',
    'PointerDeclarator',
    'ReferenceDeclarator',
    'AbstractFunctionDeclarator',
  );
  while (node && !node.name.endsWith('FunctionDeclarator'))
    node = childOf(node, 'FunctionDeclarator', 'PointerDeclarator', 'ReferenceDeclarator');
  return node;
}
