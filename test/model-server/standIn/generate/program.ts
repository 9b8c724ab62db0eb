import type { Bilingual } from '../speech.ts';

/** The type of a value, as far as the languages that are written share one. */
export type ValueType = 'number' | 'integer' | 'text' | 'truth' | 'anything' | { readonly listOf: ValueType };

/** Operators as most languages write them; a dialect has its own for the rest. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | 'and'
  | 'or';

/** A value, before it is written in a language. */
export type Expression =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'empty-list'; readonly of: ValueType }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'not'; readonly of: Expression }
  /** Of a text or list, as an integer. */
  | { readonly kind: 'length'; readonly of: Expression; readonly type: 'text' | 'list' }
  | { readonly kind: 'at'; readonly list: Expression; readonly index: Expression }
  /** An integer as a number with a fraction. */
  | { readonly kind: 'as-number'; readonly of: Expression }
  | {
      readonly kind: 'contains';
      readonly list: Expression;
      readonly value: Expression;
      readonly isAbsent: boolean;
    }
  /** Equal texts or objects, which Java does not compare with `==`. */
  | { readonly kind: 'same'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'text-call'; readonly method: 'upper' | 'lower' | 'trim'; readonly of: Expression }
  | { readonly kind: 'joined'; readonly list: Expression; readonly separator: string }
  | { readonly kind: 'split'; readonly text: Expression; readonly separator: string }
  | {
      readonly kind: 'sorted';
      readonly list: Expression;
      readonly of: ValueType;
      readonly isDescending: boolean;
    };

/** A step of a function, before it is written in a language. */
export type Statement =
  | {
      readonly kind: 'let';
      readonly name: string;
      readonly type: ValueType;
      readonly value: Expression;
      readonly isConstant: boolean;
    }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Expression }
  | {
      readonly kind: 'update';
      readonly name: string;
      readonly operator: '+' | '-' | '*';
      readonly value: Expression;
    }
  | { readonly kind: 'append'; readonly list: string; readonly value: Expression }
  | {
      readonly kind: 'each';
      readonly name: string;
      readonly of: ValueType;
      readonly list: Expression;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'each-character';
      readonly name: string;
      readonly text: Expression;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'while'; readonly condition: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'if'; readonly condition: Expression; readonly then: readonly Statement[] }
  | { readonly kind: 'return'; readonly value: Expression }
  | { readonly kind: 'fail'; readonly message: string };

export interface Parameter {
  readonly name: string;
  readonly type: ValueType;
}

/** A function before it is written in a language. */
export interface FunctionPlan {
  /** Lower-case words, which a language joins in its own way. */
  readonly nameWords: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly result: ValueType;
  readonly documentation: Bilingual;
  readonly body: readonly Statement[];
}

export const name = (text: string): Expression => ({ kind: 'name', name: text });
export const number = (value: number): Expression => ({ kind: 'number', value });
export const truth = (value: boolean): Expression => ({ kind: 'truth', value });
export const binary = (left: Expression, operator: BinaryOperator, right: Expression): Expression => ({
  kind: 'binary',
  operator,
  left,
  right,
});
/** How many characters or elements there are, as an integer. */
export const lengthOf = (of: Expression, type: 'text' | 'list'): Expression => ({ kind: 'length', of, type });
/** Ends the function with a value. */
export const give = (value: Expression): Statement => ({ kind: 'return', value });
/** Statements that run when the condition holds. */
export const when = (condition: Expression, ...then: readonly Statement[]): Statement => ({
  kind: 'if',
  condition,
  then,
});
/** Ends the function with an error. */
export const fail = (message: string): Statement => ({ kind: 'fail', message });

/** The type is that of a list. */
export const isList = (type: ValueType): type is { readonly listOf: ValueType } => typeof type === 'object';
