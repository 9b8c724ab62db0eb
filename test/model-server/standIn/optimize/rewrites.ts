import { rangeClause } from './go/rangeClause.ts';
import { sliceCapacity } from './go/sliceCapacity.ts';
import { arrowBody } from './javascript/arrowBody.ts';
import { forOf } from './javascript/forOf.ts';
import { includesCall } from './javascript/includesCall.ts';
import { membershipSet } from './javascript/membershipSet.ts';
import { preferConst } from './javascript/preferConst.ts';
import { shorthandProperty } from './javascript/shorthandProperty.ts';
import { unusedLocal } from './javascript/unusedLocal.ts';
import { directLoop } from './python/directLoop.ts';
import { pythonElseAfterExit } from './python/elseAfterExit.ts';
import { keysCall } from './python/keysCall.ts';
import { listComprehension } from './python/listComprehension.ts';
import { membershipOperator } from './python/membershipOperator.ts';
import { pythonMembershipSet } from './python/membershipSet.ts';
import { plainString } from './python/plainString.ts';
import { redundantPass } from './python/redundantPass.ts';
import { updateStatement } from './python/updateStatement.ts';
import type { Rewrite } from './rewrite.ts';
import { booleanTernary } from './shared/booleanTernary.ts';
import { compoundAssignment } from './shared/compoundAssignment.ts';
import { elseAfterExit } from './shared/elseAfterExit.ts';
import { emptyElse } from './shared/emptyElse.ts';
import { redundantParentheses } from './shared/redundantParentheses.ts';
import { returnCondition } from './shared/returnCondition.ts';
import { unreachableCode } from './shared/unreachableCode.ts';

/** All rewrites, those that save work first; an earlier one may make a later one possible. */
export const REWRITES: readonly Rewrite[] = [
  forOf,
  membershipSet,
  directLoop,
  pythonMembershipSet,
  listComprehension,
  sliceCapacity,
  keysCall,
  includesCall,
  returnCondition,
  booleanTernary,
  emptyElse,
  elseAfterExit,
  pythonElseAfterExit,
  unreachableCode,
  unusedLocal,
  compoundAssignment,
  updateStatement,
  preferConst,
  arrowBody,
  shorthandProperty,
  membershipOperator,
  plainString,
  rangeClause,
  redundantPass,
  redundantParentheses,
];
