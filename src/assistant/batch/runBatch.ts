import type { BatchEvent, BatchItem, BatchJob, BatchKind, ItemState } from '../../core/batch/batchJob.ts';
import type { ChatRequest } from '../../core/model/chatRequest.ts';
import { ProviderError, type ProviderErrorKind } from '../../core/model/providerError.ts';
import type { FinishReason } from '../../core/model/streamEvent.ts';
import type { Usage } from '../../core/model/usage.ts';
import type { Notice } from '../../core/notice.ts';
import { noticeFor } from '../../core/noticeFor.ts';
import type { ModelAccess } from '../turn.ts';
import { endOf } from '../turnEnds.ts';
import type { CodeTarget } from '../workspace.ts';
import { type BatchPrompting, batchRequest } from './batchRequest.ts';
import { addedLines } from './commentedLines.ts';

/** A file as it is now. */
export interface BatchSource {
  readonly target: CodeTarget;
  /** SHA-256 of its text. */
  readonly hash: string;
}

export interface BatchDeps extends BatchPrompting {
  /** Throws `UserError` when the file cannot be read any more. */
  source(item: BatchItem): Promise<BatchSource>;
  /** Told of an error that the batch keeps as words only. */
  onError(error: unknown): void;
}

export interface LiveDeps extends BatchDeps {
  /** Says that a limit is waited for, and waits. Rejects with `signal.reason` when aborted. */
  waitForLimit(waitMs: number, signal: AbortSignal): Promise<void>;
}

/** A batch that is being worked on: what happens to it is dispatched. */
export interface RunningBatch {
  readonly job: BatchJob;
  dispatch(event: Exclude<BatchEvent, { type: 'created' }>): void;
}

export interface BatchInput {
  readonly batch: RunningBatch;
  readonly access: ModelAccess;
  /** So many files are asked about at the same time. */
  readonly workers: number;
}

/** They would meet every other file too, so the batch stops and keeps what waits. */
const OBSTACLES: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'no-credential',
  'invalid-credential',
  'expired-credential',
  'wrong-endpoint',
  'permission',
  'blocked-origin',
  'blocked-host',
  'no-balance',
  'quota',
  'unknown-model',
  'dns',
  'unreachable',
  'tls',
  'proxy-page',
  'redirect',
  'paused',
]);

const LIMITS: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>(['rate-limit', 'overloaded']);

/** Shorter waits that a provider asks for are the client's business, in ms. */
const LONG_LIMIT_MS = 60_000;

/** A file is not waited for any longer, in ms: the batch stops, says when the limit ends, and keeps what waits. */
const LONGEST_WAIT_MS = 1_800_000;

/** So many failures without a success between them are no longer the files' own. */
const FAILURES_IN_A_ROW = 5;

/**
 * Works through the files that wait, each result dispatched as it comes; where the provider names the time at which a
 * limit ends, it is waited for and the batch goes on by itself. Resolves when none is left, with a notice when
 * something stands in the way of all of them, or when the signal is aborted; what is not done then still waits. Never
 * throws.
 */
export async function runBatch(
  deps: LiveDeps,
  { batch, access, workers }: BatchInput,
  signal: AbortSignal,
): Promise<Notice | undefined> {
  const waiting = batch.job.items.filter(({ state }) => state.status === 'waiting').values();
  const halt = new AbortController();
  const stop = AbortSignal.any([signal, halt.signal]);
  let failures = 0;
  let obstacle: Notice | undefined;

  async function work(): Promise<void> {
    for (let next = waiting.next(); !next.done && !stop.aborted; next = waiting.next()) {
      const item = next.value;
      try {
        const state = await answerAfterLimits(deps, { item, batch, access }, stop);
        failures = state.status === 'done' ? 0 : failures + 1;
        batch.dispatch({ type: 'item-ended', id: item.id, state });
      } catch (error) {
        if (stop.aborted) return;
        deps.onError(error);
        const notice = noticeFor(error, deps.t);
        failures++;
        // What became of one task says nothing of the others.
        const isOwn = isLeft(batch.job, item) && !isStillLeft(error);
        if (
          (isObstacle(error) && !isOwn) ||
          (error instanceof ProviderError && failures >= FAILURES_IN_A_ROW)
        ) {
          obstacle ??= notice;
          halt.abort();
          return;
        }
        if (isStillLeft(error)) continue;
        batch.dispatch({ type: 'item-ended', id: item.id, state: failedWith(notice) });
      }
    }
  }

  await Promise.all(Array.from({ length: workers }, work));
  return obstacle;
}

/** What becomes of a file that was asked about. */
export type Ended = Extract<ItemState, { status: 'done' | 'failed' }>;

type ItemInput = Pick<BatchInput, 'batch' | 'access'> & { readonly item: BatchItem };

async function answerAfterLimits(deps: LiveDeps, input: ItemInput, signal: AbortSignal): Promise<Ended> {
  const { batch } = input;
  let { item } = input;
  for (let waitedMs = 0; ; ) {
    try {
      return await answerAbout(deps, { ...input, item }, signal);
    } catch (error) {
      const waitMs = longLimitMs(error);
      if (waitMs === undefined || waitedMs + waitMs > LONGEST_WAIT_MS) throw error;
      signal.throwIfAborted();
      deps.onError(error);
      await deps.waitForLimit(waitMs, signal);
      waitedMs += waitMs;
      // The provider may have it by now.
      item = batch.job.items.find(({ id }) => id === item.id) ?? item;
    }
  }
}

async function answerAbout(
  deps: BatchDeps,
  { item, batch, access }: ItemInput,
  signal: AbortSignal,
): Promise<Ended> {
  const { kind, delivery } = batch.job;
  const { id, left } = item;
  const { target, hash: now } = await deps.source(item);
  const request = await batchRequest(deps, { id, kind, access, target });
  let text = '';
  let hash = now;
  const sent: ChatRequest =
    delivery === 'deferred' ? { ...request, delivery, ...(left && { left }) } : request;
  for await (const event of access.provider.stream(sent, signal)) {
    if (event.type === 'text-delta') text += event.text;
    else if (event.type === 'left-with-provider') {
      const { task } = event;
      if (task.taskId === left?.taskId) hash = left.sourceHash;
      else batch.dispatch({ type: 'item-left', id, left: { ...task, sourceHash: hash } });
    } else if (event.type === 'finish') {
      const isAsSent = hash === now;
      return endedWith({ ...event, text, hash, ...(isAsSent && added(kind, target, text)) }, access, deps.t);
    }
  }
  throw new Error('a stream without an end');
}

/** What an answer that came to its end makes of its file. */
export function endedWith(
  answer: {
    readonly text: string;
    readonly reason: FinishReason;
    readonly hash: string;
    readonly usage?: Usage;
    readonly fromCache?: true;
    readonly addedLines?: number;
  },
  access: ModelAccess,
  t: BatchPrompting['t'],
): Ended {
  const [, notice] = endOf(answer.reason, access, t);
  if (notice) return failedWith(notice);
  return {
    status: 'done',
    answer: answer.text,
    sourceHash: answer.hash,
    usage: answer.usage,
    ...(answer.fromCache && { fromCache: true }),
    ...(answer.addedLines !== undefined && { addedLines: answer.addedLines }),
  };
}

/** What an answer adds to the file that it was given to, where it is to add something. */
export function added(
  kind: BatchKind,
  { lines }: CodeTarget,
  answer: string,
): { readonly addedLines?: number } {
  return kind === 'document' ? { addedLines: addedLines(lines, answer) } : {};
}

export function failedWith({ code, what }: Notice): Extract<ItemState, { status: 'failed' }> {
  return { status: 'failed', code, what };
}

function isLeft({ items }: BatchJob, { id }: BatchItem): boolean {
  return items.some((item) => item.id === id && item.left !== undefined);
}

function isStillLeft(error: unknown): boolean {
  return error instanceof ProviderError && error.details.isLeft === true;
}

function isObstacle(error: unknown): boolean {
  return error instanceof ProviderError && (OBSTACLES.has(error.kind) || longLimitMs(error) !== undefined);
}

/** How long a limit lasts, in ms, where that is long and the provider names the time. */
function longLimitMs(error: unknown): number | undefined {
  if (!(error instanceof ProviderError) || !LIMITS.has(error.kind)) return undefined;
  const { retryAfterMs = 0 } = error.details;
  return retryAfterMs > LONG_LIMIT_MS ? retryAfterMs : undefined;
}
