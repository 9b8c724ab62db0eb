import type { Answer, CheckedClaim } from '../../src/core/chat/session.ts';
import { hiddenText } from '../../src/core/guard/secretKind.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import type { Figures } from '../text/figures.ts';

/** A piece of an answer's foot: what is shown, and what a pointer resting on it is told. */
export interface AnswerFact {
  readonly text: string;
  readonly hint: string;
}

/** What is known of a finished answer, in the order in which it is shown. */
export function answerFacts(answer: Answer, figures: Figures, t: Translate): AnswerFact[] {
  const facts: AnswerFact[] = [modelFact(answer, t), ...hiddenFact(answer, t), ...claimsFact(answer, t)];
  if (!answer.figures) return facts;
  const { usage, cost, timeToFirstTokenMs, durationMs, requests = 1 } = answer.figures;
  if (answer.figures.fromCache) {
    const hint = t('The same was asked before, so nothing was sent. “Ask Again” asks the model anew.');
    return [...facts, { text: t('from cache'), hint }];
  }
  const about = usage.estimated ? '≈' : '';
  if (usage.inputTokens + usage.outputTokens > 0) {
    facts.push({
      text: t(
        '{0} in, {1} out',
        about + figures.count(usage.inputTokens),
        about + figures.count(usage.outputTokens),
      ),
      hint: tokensHint(answer.figures.usage, figures, t),
    });
  }
  if (cost) facts.push({ text: figures.money(cost), hint: t('Cost at list price') });
  if (timeToFirstTokenMs !== undefined) {
    facts.push({
      text: t('first token {0}', figures.duration(timeToFirstTokenMs)),
      hint: t('Time to the first token'),
    });
  }
  const rate = tokensPerSecond(usage.outputTokens, durationMs - (timeToFirstTokenMs ?? 0));
  if (rate !== undefined) {
    facts.push({
      text: t('{0} tokens/s', about + figures.exact(rate)),
      hint: t('Total {0}', figures.duration(durationMs)),
    });
  }
  if (requests > 1) {
    facts.push({
      text: t('{0} requests', requests),
      hint: t('The answer broke off and was continued; the figures are those of all its requests.'),
    });
  }
  return facts;
}

function modelFact({ modelLabel, fallbackFor }: Answer, t: Translate): AnswerFact {
  if (fallbackFor === undefined) return { text: modelLabel, hint: t('Model') };
  return {
    text: t('answered by {0} (fallback)', modelLabel),
    hint: t(
      '{0} could not be reached or did not work, so the next model of your list answered.',
      fallbackFor,
    ),
  };
}

/** What was not sent, by its kinds; the values themselves are nowhere. */
function hiddenFact({ hidden = [] }: Answer, t: Translate): AnswerFact[] {
  const total = hidden.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return [];
  const kinds = hidden.map((each) => hiddenText(each, t)).join(', ');
  return [
    {
      text: total === 1 ? t('1 secret hidden') : t('{0} secrets hidden', total),
      hint: t('The model saw placeholders in place of secrets: {0}. The answer has the values again.', kinds),
    },
  ];
}

function claimsFact({ claims = [] }: Answer, t: Translate): AnswerFact[] {
  if (claims.length === 0) return [];
  return [
    {
      text: claimsText(claims, t),
      hint: t(
        'Places and names of the answer, looked up in the workspace. What nothing is known of is not counted.',
      ),
    },
  ];
}

/** How much there is of what an answer says there is in the code. */
export function claimsText(claims: readonly CheckedClaim[], t: Translate): string {
  const found = claims.filter(({ place }) => place).length;
  return found === claims.length
    ? t('{0} references found', found)
    : t('{0} of {1} references found', found, claims.length);
}

function tokensHint(usage: NonNullable<Answer['figures']>['usage'], figures: Figures, t: Translate): string {
  const parts = [
    t('Tokens: {0} in, {1} out', figures.exact(usage.inputTokens), figures.exact(usage.outputTokens)),
  ];
  if (usage.cachedInputTokens > 0)
    parts.push(t('{0} from the cache', figures.exact(usage.cachedInputTokens)));
  if (usage.reasoningTokens > 0) parts.push(t('{0} for reasoning', figures.exact(usage.reasoningTokens)));
  if (usage.estimated) parts.push(t('estimated, as the provider did not count'));
  return parts.join(', ');
}

/** `undefined` for answers too short to measure. */
function tokensPerSecond(tokens: number, milliseconds: number): number | undefined {
  return tokens < 2 || milliseconds < 50
    ? undefined
    : Math.max(1, Math.round((tokens / milliseconds) * 1000));
}

/** How the answer ended, when not as the model meant it to; empty otherwise. */
export function answerEnd(answer: Answer, t: Translate): string {
  switch (answer.status) {
    case 'length':
      return t('reached the output limit');
    case 'filtered':
      return t('filtered');
    case 'stopped':
      return t('stopped');
    case 'interrupted':
      return t('broken off');
    case 'failed':
      return t('failed');
    case 'waiting':
    case 'streaming':
    case 'complete':
      return '';
  }
}
