import {
  type AnswerFigures,
  type AnswerStatus,
  newAnswer,
  type Question,
  type SessionEvent,
  type SessionState,
} from '../core/chat/session.ts';
import type { ChatMessage, Purpose } from '../core/model/chatRequest.ts';
import type { Model } from '../core/model/model.ts';
import type { Provider } from '../core/model/provider.ts';
import { ProviderError } from '../core/model/providerError.ts';
import type { FinishReason } from '../core/model/streamEvent.ts';
import type { Notice } from '../core/notice.ts';
import { noticeFor, queuedNotice } from '../core/noticeFor.ts';
import type { Translate } from '../core/text/translate.ts';
import type { UsageRecord } from '../core/usage/usageRecord.ts';

/** A model and the way to it. */
export interface ModelAccess {
  readonly model: Model;
  readonly provider: Provider;
  /** As the user's setting says; the provider's default when absent. */
  readonly reasoning?: 'on' | 'off';
}

/** A conversation that is being written. */
export interface Transcript {
  readonly state: SessionState;
  dispatch(event: SessionEvent): void;
}

export interface TurnDeps {
  readonly transcript: Transcript;
  /** The usage record of a request that has ended. */
  readonly usageOf: (requestId: string) => UsageRecord | undefined;
  readonly newId: () => string;
  /** Told of an error that the transcript shows as a notice; the log has room for all of it. */
  readonly onError: (error: unknown) => void;
  readonly t: Translate;
}

export interface TurnInput {
  readonly access: ModelAccess;
  readonly purpose: Purpose;
  readonly question: Question;
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
  readonly temperature?: number;
  /** A turn to answer anew, by the model and not from what is known; a new turn when absent. */
  readonly turnId?: string;
  /** Takes something out of the answer on its way to the transcript, which shows all of it when absent. */
  readonly filter?: AnswerFilter;
}

/** Reads an answer as it comes and says what of it the transcript shows. */
export interface AnswerFilter {
  push(delta: string): string;
  /** Called once, at whatever end: the rest of the text, and what the user should know about the answer. */
  end(status: TurnEnd['status']): { readonly text: string; readonly notice?: Notice };
}

const SHOW_ALL: AnswerFilter = { push: (delta) => delta, end: () => ({ text: '' }) };

export interface TurnEnd {
  readonly turnId: string;
  readonly status: Exclude<AnswerStatus, 'waiting' | 'streaming'>;
  /** Set unless the answer is complete or was stopped by the user. */
  readonly notice?: Notice;
}

/** Asks the model and writes the answer into the transcript as it comes. Never throws: the end says what happened. */
export async function runTurn(deps: TurnDeps, input: TurnInput, signal: AbortSignal): Promise<TurnEnd> {
  const { transcript, t } = deps;
  const { access, purpose, question, filter = SHOW_ALL } = input;
  const turnId = input.turnId ?? deps.newId();
  const requestId = deps.newId();
  transcript.dispatch(
    input.turnId
      ? { type: 'answer-restarted', turnId, modelLabel: access.model.label }
      : {
          type: 'turn-started',
          turn: { id: turnId, purpose, question, answer: newAnswer(access.model.label) },
        },
  );
  let reasoningSince: number | undefined;
  let reasoningMs: number | undefined;
  let whole = '';
  let isWithdrawn = false;
  const show = (text: string): void => {
    if (text && !isWithdrawn) transcript.dispatch({ type: 'text-delta', turnId, text });
  };
  /** What a provider's filter takes back leaves the screen, the history and every later prompt. */
  const withdraw = (notice: Notice): Notice => {
    isWithdrawn = true;
    if (!whole && reasoningSince === undefined) return notice;
    transcript.dispatch({ type: 'answer-withdrawn', turnId });
    return {
      ...notice,
      what: t('The provider’s content filter withdrew this answer, so its text was removed.'),
    };
  };
  const finish = (status: TurnEnd['status'], reason?: Notice): TurnEnd => {
    const rest = filter.end(status);
    show(rest.text);
    const notice = reason ?? rest.notice;
    const record = deps.usageOf(requestId);
    const figures = record && figuresOf(record, reasoningMs);
    transcript.dispatch({
      type: 'answer-finished',
      turnId,
      status,
      ...(input.filter && !isWithdrawn && { whole }),
      ...(figures && { figures }),
      ...(notice && { notice }),
    });
    return { turnId, status, ...(notice && { notice }) };
  };
  try {
    let reason: FinishReason = 'unknown';
    const events = access.provider.stream(
      {
        id: requestId,
        purpose,
        model: access.model,
        messages: input.messages,
        maxOutputTokens: input.maxOutputTokens,
        ...(input.temperature !== undefined && { temperature: input.temperature }),
        ...(access.reasoning && { reasoning: access.reasoning }),
        ...(input.turnId && { fresh: true }),
      },
      signal,
    );
    for await (const event of events) {
      if (event.type === 'text-delta') {
        if (reasoningSince !== undefined) reasoningMs ??= performance.now() - reasoningSince;
        whole += event.text;
        show(filter.push(event.text));
      } else if (event.type === 'reasoning-delta') {
        reasoningSince ??= performance.now();
        transcript.dispatch({ type: 'reasoning-delta', turnId, text: event.text });
      } else if (event.type === 'retrying')
        transcript.dispatch({ type: 'answer-waiting', turnId, notice: retryNotice(event, access, t) });
      else if (event.type === 'fell-back')
        transcript.dispatch({
          type: 'answer-taken-over',
          turnId,
          modelLabel: event.label,
          modelId: event.modelId,
          fallbackFor: access.model.label,
        });
      else if (event.type === 'queued')
        transcript.dispatch({
          type: 'answer-waiting',
          turnId,
          notice: queuedNotice(event, access.model.label, t),
        });
      else if (event.type === 'finish') reason = event.reason;
    }
    const [status, notice] = endOf(reason, access, t);
    return finish(status, notice && status === 'filtered' ? withdraw(notice) : notice);
  } catch (error) {
    if (signal.aborted) return finish('stopped');
    deps.onError(error);
    const isFiltered = error instanceof ProviderError && error.kind === 'content-filter';
    const notice = noticeFor(error, t);
    return finish(statusOf(error), isFiltered ? withdraw(notice) : notice);
  }
}

function statusOf(error: unknown): TurnEnd['status'] {
  const kind = error instanceof ProviderError ? error.kind : undefined;
  if (kind === 'interrupted' || kind === 'deadline') return 'interrupted';
  return kind === 'content-filter' || kind === 'output-filter' ? 'filtered' : 'failed';
}

function endOf(reason: FinishReason, access: ModelAccess, t: Translate): [TurnEnd['status'], Notice?] {
  switch (reason) {
    case 'length':
      return [
        'length',
        {
          severity: 'warning',
          code: 'INK-REQ-005',
          what: t('The answer reached the output limit of {0} and is not complete.', access.model.label),
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
            provider: access.model.provider,
            modelName: access.model.name,
          }),
          t,
        ),
      ];
    case 'content-filter':
      return [
        'filtered',
        noticeFor(
          new ProviderError('content-filter', 'the answer was filtered', { provider: access.model.provider }),
          t,
        ),
      ];
    default:
      return ['complete'];
  }
}

function retryNotice(
  event: { readonly attempt: number; readonly delayMs: number; readonly because: ProviderError['kind'] },
  access: ModelAccess,
  t: Translate,
): Notice {
  const error = new ProviderError(event.because, 'retrying', {
    provider: access.model.provider,
    modelName: access.model.name,
  });
  return {
    ...noticeFor(error, t),
    severity: 'information',
    next: t('Trying again in {0} seconds.', Math.ceil(event.delayMs / 1000)),
    actions: [],
  };
}

function figuresOf(record: UsageRecord, reasoningMs: number | undefined): AnswerFigures {
  return {
    usage: record.usage,
    durationMs: record.durationMs,
    ...(record.cost && { cost: record.cost }),
    ...(record.timeToFirstTokenMs !== undefined && { timeToFirstTokenMs: record.timeToFirstTokenMs }),
    ...(reasoningMs !== undefined && { reasoningMs }),
    ...(record.fromCache && { fromCache: true }),
  };
}
