import type { AnswerStatus } from '../core/chat/session.ts';
import type { Model } from '../core/model/model.ts';
import { PROVIDER_ERRORS, ProviderError, type ProviderErrorKind } from '../core/model/providerError.ts';
import type { FinishReason, StreamEvent } from '../core/model/streamEvent.ts';
import type { Notice } from '../core/notice.ts';
import { noticeFor } from '../core/noticeFor.ts';
import type { Translate } from '../core/text/translate.ts';

/** How an answer may end. */
export type EndStatus = Exclude<AnswerStatus, 'waiting' | 'streaming'>;

/** How an answer ended that failed. */
export function statusOf(error: unknown): EndStatus {
  const kind = error instanceof ProviderError ? error.kind : undefined;
  if (kind === 'interrupted' || kind === 'deadline') return 'interrupted';
  return kind === 'content-filter' || kind === 'output-filter' ? 'filtered' : 'failed';
}

/** How an answer ended that the model itself ended, and what the user should know of it. */
export function endOf(
  reason: FinishReason,
  { model }: { readonly model: Model },
  t: Translate,
): [EndStatus, Notice?] {
  switch (reason) {
    case 'length':
      return [
        'length',
        {
          severity: 'warning',
          code: 'INK-REQ-005',
          what: t('The answer reached the output limit of {0} and is not complete.', model.label),
          side: 'provider',
          next: t('Ask for a smaller part, or raise the limit in the settings.'),
          actions: [{ id: 'open-settings', label: t('Open Settings') }],
        },
      ];
    case 'context-exceeded':
      return [
        'length',
        noticeFor(
          new ProviderError('context-too-long', 'the model ran out of context', {
            provider: model.provider,
            modelName: model.name,
          }),
          t,
        ),
      ];
    case 'content-filter':
    case 'refusal':
      return [
        'filtered',
        noticeFor(
          new ProviderError('content-filter', 'the answer was filtered', { provider: model.provider }),
          t,
        ),
      ];
    default:
      return ['complete'];
  }
}

/** Why the wait, before another attempt. */
export function retryNotice(
  { delayMs, because, label }: Extract<StreamEvent, { type: 'retrying' }>,
  { model }: { readonly model: Model },
  t: Translate,
): Notice {
  const error = new ProviderError(because, 'retrying', {
    provider: model.provider,
    host: label ?? model.label,
    modelName: label ?? model.label,
  });
  const seconds = Math.ceil(delayMs / 1000);
  return {
    ...noticeFor(error, t),
    severity: 'information',
    next: seconds > 1 ? t('Trying again in {0} seconds.', seconds) : t('Trying again in a moment.'),
    actions: [],
  };
}

/** While an answer that the network cut is gone on with. */
export function resumingNotice(cut: ProviderError, t: Translate): Notice {
  return {
    ...noticeFor(cut, t),
    severity: 'information',
    what: t('The connection was lost. The answer goes on where it stopped.'),
    next: '',
    actions: [],
  };
}

/** A wait that is longer than this is not worth sitting through, in ms. */
const LONG_MS = 60_000;

/** The notice of a limit that lasts: the user's fallback may answer this once. Nobody asks it unless the user says so. */
export function withFallback(
  notice: Notice,
  error: unknown,
  fallback: Model | undefined,
  t: Translate,
): Notice {
  const isLimit = error instanceof ProviderError && (error.kind === 'rate-limit' || error.kind === 'quota');
  if (!fallback || !isLimit || (error.details.retryAfterMs ?? 0) <= LONG_MS) return notice;
  const answer = {
    id: 'answer-with',
    label: t('Answer with {0}', fallback.label),
    argument: fallback.id,
  } as const;
  return { ...notice, actions: [answer, ...notice.actions] };
}

/** The notice of an answer that the user can go on with. */
export function withContinue(notice: Notice, t: Translate): Notice {
  return {
    ...notice,
    ...(notice.code === PROVIDER_ERRORS.interrupted.code && {
      next: t('Continue to go on where it stopped, or try again for a whole new answer.'),
    }),
    actions: [{ id: 'continue', label: t('Continue') }, ...notice.actions],
  };
}

/** Whether the network broke an answer off, and not the provider or a limit of ours. */
export function isNetworkCut(error: unknown): error is ProviderError {
  if (!(error instanceof ProviderError) || error.kind !== 'interrupted') return false;
  const { cause } = error.details;
  return (
    !(cause instanceof ProviderError) || cause.kind === 'interrupted' || cause.kind === 'connection-lost'
  );
}

/** How servers answer a mechanism that they do not have: some as a mistake, some as a path or a model that is not there. */
const REFUSALS: ReadonlySet<ProviderErrorKind> = new Set(['bad-request', 'protocol', 'unknown-model']);

/** Whether a request itself was refused, before anything of an answer came. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ProviderError && REFUSALS.has(error.kind);
}
