import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/javascript';
import { childOf, type Language, type LanguageId, nodes } from '../language.ts';

/** TypeScript, TSX and JavaScript: one grammar in three dialects. */
export const ecmaScripts: readonly Language[] = [
  ecmaScript('typescript', 'TypeScript', 'ts', ['typescript', 'ts', 'mts', 'cts']),
  ecmaScript('tsx', 'TSX', 'ts jsx', ['tsx', 'typescriptreact']),
  ecmaScript('javascript', 'JavaScript', 'jsx', ['javascript', 'js', 'mjs', 'cjs', 'jsx', 'javascriptreact']),
];

function ecmaScript(id: LanguageId, label: string, dialect: string, names: readonly string[]): Language {
  return {
    id,
    label,
    names,
    parser: () => parser.configure({ dialect }),
    frames: [
      { before: 'class Framed {\n', after: '\n}' },
      { before: 'async function* framed() {\n', after: '\n}' },
      { before: 'framed = {\n', after: '\n}' },
      { before: 'switch (framed) {\n', after: '\n}' },
    ],
    lineComment: '//',
    functions: nodes('FunctionDeclaration', 'FunctionExpression', 'ArrowFunction', 'MethodDeclaration'),
    types: nodes(
      'ClassDeclaration',
      'ClassExpression',
      'InterfaceDeclaration',
      'TypeAliasDeclaration',
      'EnumDeclaration',
    ),
    loops: nodes('ForStatement', 'WhileStatement', 'DoStatement'),
    branches: nodes('IfStatement', 'ConditionalExpression', 'CaseLabel', 'CatchClause'),
    returns: nodes('ReturnStatement'),
    throws: nodes('ThrowStatement'),
    awaits: nodes('AwaitExpression'),
    yields: nodes('YieldExpression'),
    calls: nodes('CallExpression', 'NewExpression'),
    imports: nodes('ImportDeclaration'),
    declarations: nodes('VariableDeclaration'),
    assignments: nodes('AssignmentExpression', 'PostfixExpression'),
    attempts: nodes('TryStatement'),
    blocks: nodes('Script', 'Block', 'SwitchBody'),
    comments: nodes('LineComment', 'BlockComment'),
    identifiers: nodes('VariableName', 'VariableDefinition'),
    definitions: nodes('VariableDefinition'),
    nameOf: (declaration) =>
      childOf(
        declaration,
        'VariableDefinition',
        'PropertyDefinition',
        'PrivatePropertyDefinition',
        'TypeDefinition',
      ) ?? nameFromAssignment(declaration),
    parametersOf: (declaration) => childOf(declaration, 'ParamList'),
    resultOf: (declaration) => childOf(declaration, 'TypeAnnotation', 'TypePredicate'),
    calleeOf: (call) =>
      call.name === 'NewExpression' ? (call.firstChild?.nextSibling ?? null) : call.firstChild,
  };
}

/** `const name = () => …` and `{ name: function () … }` name what stands on their right. */
function nameFromAssignment(node: SyntaxNode): SyntaxNode | null {
  if (node.name === 'MethodDeclaration') return null;
  const before = node.prevSibling;
  if (before?.name !== 'Equals' && before?.name !== ':') return null;
  for (let sibling = before.prevSibling; sibling && sibling.name !== ','; sibling = sibling.prevSibling)
    if (/^(Private)?(Variable|Property)(Definition|Name)$/.test(sibling.name)) return sibling;
  return null;
}
