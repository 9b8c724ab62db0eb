import { type Expression, type FunctionPlan, name, type Statement, type ValueType } from './program.ts';

/** What the words gave an operation to work with. */
export interface OperationInput {
  /** Names that the words gave the parameters, in order; an operation has its own for the rest. */
  readonly names: readonly string[];
  /** What a list in the words holds. */
  readonly element: ValueType;
  /** The words speak of a list, not of two or three single values. */
  readonly hasList: boolean;
  /** The first number in the words, for conditions such as “longer than 3”. */
  readonly figure?: number;
  readonly words: string;
}

/** Something that words can ask for, and how it is computed. */
export interface Operation {
  readonly pattern: RegExp;
  /** Undefined when the words name it but do not fit. */
  plan(input: OperationInput): FunctionPlan | undefined;
}

export const listOf = (of: ValueType): ValueType => ({ listOf: of });
/** Brings a name in; it is assigned again unless it is constant. */
export const letValue = (id: string, type: ValueType, value: Expression, isConstant = false): Statement => ({
  kind: 'let',
  name: id,
  type,
  value,
  isConstant,
});
export const assign = (id: string, value: Expression): Statement => ({ kind: 'assign', name: id, value });
export const append = (list: string, value: Expression): Statement => ({ kind: 'append', list, value });

/** `numbers` becomes `number`; a name without a plural gets `item`. */
export function elementOf(list: string): string {
  const singular = list.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
  return singular === list || /^(case|class|default|new|for|if|in)$/.test(singular) ? 'item' : singular;
}

/** Goes through a list whose name is a plural; the element has the singular as its name. */
export const each = (list: string, of: ValueType, ...body: readonly Statement[]): Statement => ({
  kind: 'each',
  name: elementOf(list),
  of,
  list: name(list),
  body,
});
