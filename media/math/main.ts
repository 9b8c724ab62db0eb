export { createFormula } from './formula.ts';
