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
    // Before it stand `static`, `inline` and the like; a constructor has nothing there.
    resultOf: (declaration) => {
      const before = childOf(declaration, ...DECLARATORS)?.prevSibling ?? null;
      return before && /Type|Specifier|auto/.test(before.name) ? before : null;
    },
    calleeOf: (call) => (call.name === 'NewExpression' ? childOf(call, 'TypeIdentifier') : call.firstChild),
  };
}

const DECLARATORS = ['FunctionDeclarator', 'PointerDeclarator', 'ReferenceDeclarator'];

/** The declarator with the parameters, behind any `*` and `&` of the result. */
function declaratorOf(declaration: SyntaxNode): SyntaxNode | null {
  let node = childOf(declaration, ...DECLARATORS, 'AbstractFunctionDeclarator');
  while (node && !node.name.endsWith('FunctionDeclarator')) node = childOf(node, ...DECLARATORS);
  return node;
}
