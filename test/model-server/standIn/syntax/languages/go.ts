import { parser } from '@lezer/go';
import { childOf, type Language, nodes } from '../language.ts';

export const go: Language = {
  id: 'go',
  label: 'Go',
  names: ['go', 'golang'],
  parser: () => parser,
  frames: [{ before: 'func framed() {\n', after: '\n}' }],
  lineComment: '//',
  functions: nodes('FunctionDecl', 'MethodDecl', 'FunctionLiteral'),
  types: nodes('TypeSpec'),
  loops: nodes('ForStatement'),
  branches: nodes('IfStatement', 'Case'),
  returns: nodes('ReturnStatement'),
  throws: nodes(),
  awaits: nodes('ReceiveStatement'),
  yields: nodes('SendStatement'),
  calls: nodes('CallExpr'),
  imports: nodes('ImportDecl'),
  declarations: nodes('VarDecl', 'ConstDecl'),
  assignments: nodes('Assignment', 'IncDecStatement'),
  attempts: nodes('DeferStatement'),
  blocks: nodes('SourceFile', 'Block', 'SwitchBlock', 'SelectBlock'),
  comments: nodes('LineComment', 'BlockComment'),
  identifiers: nodes('VariableName', 'DefName'),
  definitions: nodes('DefName'),
  nameOf: (declaration) =>
    declaration.name === 'MethodDecl' ? childOf(declaration, 'FieldName') : childOf(declaration, 'DefName'),
  // A method's first list holds its receiver.
  parametersOf: (declaration) =>
    declaration.getChildren('Parameters')[declaration.name === 'MethodDecl' ? 1 : 0] ?? null,
  resultOf: (declaration) => {
    const after = go.parametersOf(declaration)?.nextSibling ?? null;
    return after?.name === 'Block' ? null : after;
  },
  calleeOf: (call) => call.firstChild,
};
