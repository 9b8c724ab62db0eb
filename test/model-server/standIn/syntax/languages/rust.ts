import { parser } from '@lezer/rust';
import { childOf, type Language, nodes } from '../language.ts';

export const rust: Language = {
  id: 'rust',
  label: 'Rust',
  names: ['rust', 'rs'],
  parser: () => parser,
  frames: [
    { before: 'fn framed() {\n', after: '\n}' },
    { before: 'impl Framed {\n', after: '\n}' },
  ],
  lineComment: '//',
  functions: nodes('FunctionItem', 'ClosureExpression'),
  types: nodes('StructItem', 'EnumItem', 'TraitItem', 'UnionItem', 'TypeItem'),
  loops: nodes('ForExpression', 'WhileExpression', 'LoopExpression'),
  branches: nodes('IfExpression', 'MatchArm', 'TryExpression'),
  returns: nodes('ReturnExpression'),
  throws: nodes(),
  awaits: nodes('AwaitExpression'),
  yields: nodes(),
  calls: nodes('CallExpression', 'MacroInvocation'),
  imports: nodes('UseDeclaration'),
  declarations: nodes('LetDeclaration', 'ConstItem', 'StaticItem'),
  assignments: nodes('AssignmentExpression'),
  attempts: nodes(),
  blocks: nodes('SourceFile', 'Block', 'MatchBlock'),
  comments: nodes('LineComment', 'BlockComment'),
  identifiers: nodes('Identifier', 'BoundIdentifier'),
  definitions: nodes('BoundIdentifier'),
  nameOf: (declaration) =>
    declaration.name === 'ClosureExpression'
      ? null
      : childOf(declaration, 'BoundIdentifier', 'TypeIdentifier'),
  parametersOf: (declaration) => childOf(declaration, 'ParamList'),
  resultOf: (declaration) => childOf(declaration, '->')?.nextSibling ?? null,
  calleeOf: (call) => call.firstChild,
};
