import { parser } from '@lezer/python';
import { childOf, type Language, nodes } from '../language.ts';

export const python: Language = {
  id: 'python',
  label: 'Python',
  names: ['python', 'py', 'pyi'],
  parser: () => parser,
  // The grammar takes indented and nested fragments as they are.
  frames: [],
  lineComment: '#',
  functions: nodes('FunctionDefinition', 'LambdaExpression'),
  types: nodes('ClassDefinition'),
  loops: nodes('ForStatement', 'WhileStatement'),
  branches: nodes('IfStatement', 'ConditionalExpression', 'MatchClause', 'elif', 'except'),
  returns: nodes('ReturnStatement'),
  throws: nodes('RaiseStatement'),
  awaits: nodes('AwaitExpression'),
  yields: nodes('YieldStatement', 'YieldExpression'),
  calls: nodes('CallExpression'),
  imports: nodes('ImportStatement'),
  declarations: nodes('AssignStatement'),
  assignments: nodes('UpdateStatement'),
  attempts: nodes('TryStatement'),
  blocks: nodes('Script', 'Body'),
  comments: nodes('Comment'),
  identifiers: nodes('VariableName'),
  definitions: nodes(),
  nameOf: (declaration) =>
    declaration.name === 'LambdaExpression' ? null : childOf(declaration, 'VariableName'),
  parametersOf: (declaration) => childOf(declaration, 'ParamList'),
  resultOf: (declaration) => childOf(declaration, 'TypeDef'),
  calleeOf: (call) => call.firstChild,
};
