import { parser } from '@lezer/java';
import { childOf, type Language, nodes } from '../language.ts';

export const java: Language = {
  id: 'java',
  label: 'Java',
  names: ['java'],
  parser: () => parser,
  frames: [
    { before: 'class Framed {\n', after: '\n}' },
    { before: 'class Framed { void framed() {\n', after: '\n} }' },
  ],
  lineComment: '//',
  functions: nodes('MethodDeclaration', 'ConstructorDeclaration', 'LambdaExpression'),
  types: nodes('ClassDeclaration', 'InterfaceDeclaration', 'EnumDeclaration', 'RecordDeclaration'),
  loops: nodes('ForStatement', 'EnhancedForStatement', 'WhileStatement', 'DoStatement'),
  branches: nodes('IfStatement', 'TernaryExpression', 'SwitchLabel', 'CatchClause'),
  returns: nodes('ReturnStatement'),
  throws: nodes('ThrowStatement'),
  awaits: nodes(),
  yields: nodes('YieldStatement'),
  calls: nodes('MethodInvocation', 'ObjectCreationExpression'),
  imports: nodes('ImportDeclaration'),
  declarations: nodes('LocalVariableDeclaration', 'FieldDeclaration'),
  assignments: nodes('AssignmentExpression', 'UpdateExpression'),
  attempts: nodes('TryStatement', 'TryWithResourcesStatement'),
  blocks: nodes('Program', 'Block', 'ConstructorBody', 'SwitchBlock'),
  comments: nodes('LineComment', 'BlockComment'),
  identifiers: nodes('Identifier', 'Definition'),
  definitions: nodes('Definition'),
  nameOf: (declaration) => childOf(declaration, 'Definition'),
  parametersOf: (declaration) => childOf(declaration, 'FormalParameters', 'InferredParameters'),
  resultOf: (declaration) => {
    const before = childOf(declaration, 'Definition')?.prevSibling ?? null;
    return before && before.name !== 'Modifiers' && before.name !== 'TypeParameters' ? before : null;
  },
  calleeOf: (call) =>
    call.name === 'MethodInvocation' ? childOf(call, 'MethodName') : childOf(call, 'TypeName', 'GenericType'),
};
