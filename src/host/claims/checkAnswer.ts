import { type Claim, claimsIn } from '../../core/chat/claims.ts';
import type { CheckedClaim, CodeReference } from '../../core/chat/session.ts';
import { lookUpName } from './lookUpName.ts';
import { type Finding, lookUpPlace } from './lookUpPlace.ts';
import { type OpenedCode, openCode } from './openedCode.ts';

/** Longer than this nobody waits for marks in an answer that is there already. */
const WHOLE_CHECK_MS = 10_000;

/** So many are looked up at once: a language server answers one after the other anyway. */
const LOOKERS = 3;

/**
 * Looks up what an answer says there is in the code; `references` are what its question was about. Whatever cannot be
 * found out in time has no place in the result. Throws `signal.reason`.
 */
export async function checkAnswer(
  answer: { readonly text: string; readonly references: readonly CodeReference[] },
  signal: AbortSignal,
): Promise<readonly CheckedClaim[]> {
  const claims = claimsIn(answer.text);
  if (claims.length === 0) return [];
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(WHOLE_CHECK_MS)]);
  const findings = new Map<Claim, Finding>();
  const codes = await openCode(answer.references, inTime);
  const next = claims.values();
  await Promise.all(
    Array.from({ length: LOOKERS }, async () => {
      for (const claim of next) {
        if (inTime.aborted) return;
        findings.set(claim, await lookUp(claim, codes, inTime));
      }
    }),
  );
  signal.throwIfAborted();
  return claims.flatMap((claim) => {
    const finding = findings.get(claim);
    return finding ? [{ text: claim.text, ...finding }] : [];
  });
}

/** Nothing can be said where a language server or the disk fails. */
async function lookUp(claim: Claim, codes: readonly OpenedCode[], signal: AbortSignal): Promise<Finding> {
  try {
    return await (claim.kind === 'place'
      ? lookUpPlace(claim, codes, signal)
      : lookUpName(claim, codes, signal));
  } catch {
    return undefined;
  }
}
