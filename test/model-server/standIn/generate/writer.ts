import type { Speech } from '../speech.ts';
import type { BinaryOperator, Expression, FunctionPlan, Statement, ValueType } from './program.ts';

/** What a language writes differently; the rest is the same everywhere. */
export interface Dialect {
  /** `fooBar` or `foo_bar`. */
  readonly naming: 'camel' | 'snake';
  readonly type: (type: ValueType) => string;
  readonly operators: Partial<Record<BinaryOperator, string>>;
  readonly words: { readonly true: string; readonly false: string; readonly not: string };
  readonly isBraced: boolean;
  /** Ends a simple statement. */
  readonly end: string;
  readonly let: (name: string, type: ValueType, value: string, isConstant: boolean) => string;
  readonly append: (list: string, value: string) => string;
  readonly each: (name: string, type: ValueType, list: string) => string;
  /** Binds each character to the name as a text. */
  readonly eachCharacter: (name: string, text: string) => string;
  readonly loop: (condition: string) => string;
  readonly test: (condition: string) => string;
  readonly fail: (message: string) => string;
  readonly call: (expression: LanguageCall, write: (expression: Expression) => string) => string;
  /** First line of a function, with its brace or colon. */
  readonly head: (name: string, plan: FunctionPlan) => string;
  /** Comment lines above the head, or below it in Python. */
  readonly documentation: (text: string, name: string) => readonly string[];
}

/** Expressions that every language spells in its own way. */
export type LanguageCall = Exclude<
  Expression,
  { readonly kind: 'name' | 'number' | 'text' | 'truth' | 'binary' | 'not' }
>;

/** What languages with braces write alike. */
export const BRACED_WORDS = { true: 'true', false: 'false', not: '!' } as const;
/** Operators that languages with braces write alike. */
export const BRACED_OPERATORS = { and: '&&', or: '||' } as const;

/** The message of a body that is left to its author; languages have an error of their own for it. */
export const NOT_IMPLEMENTED = 'not implemented';

const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** Writes a planned function; lines without the indentation of their place. */
export function writeFunction(
  dialect: Dialect,
  plan: FunctionPlan,
  functionName: string,
  indentUnit: string,
  speech: Speech,
): string[] {
  const documentation = dialect.documentation(plan.documentation[speech], functionName);
  const head = dialect.head(functionName, plan);
  const body = plan.body.flatMap((statement) => writeStatement(dialect, statement, indentUnit, indentUnit));
  if (!dialect.isBraced) return [head, ...documentation.map((line) => indentUnit + line), ...body];
  return [...documentation, head, ...body, '}'];
}

function writeStatement(dialect: Dialect, statement: Statement, indent: string, unit: string): string[] {
  const write = (expression: Expression): string => writeExpression(dialect, expression);
  const line = (text: string): string[] => [`${indent}${text}${dialect.end}`];
  const block = (head: string, body: readonly Statement[]): string[] => [
    `${indent}${head}${dialect.isBraced ? ' {' : ':'}`,
    ...body.flatMap((inner) => writeStatement(dialect, inner, indent + unit, unit)),
    ...(dialect.isBraced ? [`${indent}}`] : []),
  ];
  switch (statement.kind) {
    case 'let':
      return line(dialect.let(statement.name, statement.type, write(statement.value), statement.isConstant));
    case 'assign':
      return line(`${statement.name} = ${write(statement.value)}`);
    case 'update':
      return line(`${statement.name} ${statement.operator}= ${write(statement.value)}`);
    case 'append':
      return line(dialect.append(statement.list, write(statement.value)));
    case 'each':
      return block(dialect.each(statement.name, statement.of, write(statement.list)), statement.body);
    case 'each-character':
      return block(dialect.eachCharacter(statement.name, write(statement.text)), statement.body);
    case 'while':
      return block(dialect.loop(write(statement.condition)), statement.body);
    case 'if':
      return block(dialect.test(write(statement.condition)), statement.then);
    case 'return':
      return line(`return ${write(statement.value)}`);
    case 'fail':
      return line(dialect.fail(statement.message));
  }
}

function writeExpression(dialect: Dialect, expression: Expression): string {
  const write = (inner: Expression): string => writeExpression(dialect, inner);
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'number':
      return String(expression.value);
    case 'text':
      return JSON.stringify(expression.value);
    case 'truth':
      return dialect.words[expression.value ? 'true' : 'false'];
    case 'not':
      return dialect.words.not + grouped(expression.of, 7, write);
    case 'binary': {
      const { operator, left, right } = expression;
      const level = PRECEDENCE[operator];
      const sign = dialect.operators[operator] ?? operator;
      return `${grouped(left, level, write)} ${sign} ${grouped(right, level + 1, write)}`;
    }
    default:
      return dialect.call(expression, write);
  }
}

function grouped(inner: Expression, level: number, write: (expression: Expression) => string): string {
  const needsGroup = inner.kind === 'binary' && PRECEDENCE[inner.operator] < level;
  return needsGroup ? `(${write(inner)})` : write(inner);
}

/** Words as one name, in the style of the language. */
export function joinName({ naming }: Dialect, words: readonly string[]): string {
  if (naming === 'snake') return words.join('_').toLowerCase();
  return words
    .map((word, index) => (index === 0 ? word.toLowerCase() : word[0]!.toUpperCase() + word.slice(1)))
    .join('');
}
