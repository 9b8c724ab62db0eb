import type { BulkProgress, BulkResult, BulkService, BulkWanted } from '../../core/model/bulkService.ts';
import type { ChatRequest } from '../../core/model/chatRequest.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { Notice } from '../../core/notice.ts';
import { noticeFor } from '../../core/noticeFor.ts';
import { BATCH_PURPOSES, batchRequest } from './batchRequest.ts';
import {
  added,
  type BatchDeps,
  type BatchInput,
  type BatchSource,
  type Ended,
  endedWith,
  failedWith,
} from './runBatch.ts';

export interface BulkDeps extends BatchDeps {
  /** Rejects with `signal.reason` when aborted. */
  wait(delayMs: number, signal: AbortSignal): Promise<void>;
  onProgress(progress: BulkProgress): void;
}

const FIRST_LOOK_MS = 5000;
const LONGEST_LOOK_MS = 60_000;

/** So many looks in a row may fail: hours of waiting should survive a short cut. */
const FAILED_LOOKS = 5;

/**
 * Hands what waits over to the provider, unless it has it already, waits until the provider is through, and takes the
 * results. Resolves with a notice when that cannot go on, or when the signal is aborted: the provider then works on, and
 * another run finds it. Never throws.
 */
export async function runBulk(
  deps: BulkDeps,
  { batch, access, bulk }: Pick<BatchInput, 'batch' | 'access'> & { readonly bulk: BulkService },
  signal: AbortSignal,
): Promise<Notice | undefined> {
  try {
    const bulkId = batch.job.bulkId ?? (await handOver(deps, { batch, access, bulk }, signal));
    if (bulkId === undefined) return undefined;
    const end = await ended(deps, bulk, bulkId, signal);
    await takeResults(deps, { batch, access, bulk, bulkId, end }, signal);
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    deps.onError(error);
    return noticeFor(error, deps.t);
  }
}

type BulkInput = Pick<BatchInput, 'batch' | 'access'> & { readonly bulk: BulkService };

async function handOver(
  deps: BatchDeps,
  { batch, access, bulk }: BulkInput,
  signal: AbortSignal,
): Promise<string | undefined> {
  const requests: ChatRequest[] = [];
  const sourceHashes: Record<string, string> = {};
  for (const item of batch.job.items) {
    if (item.state.status !== 'waiting') continue;
    signal.throwIfAborted();
    try {
      const { target, hash } = await deps.source(item);
      requests.push(await batchRequest(deps, { id: item.id, kind: batch.job.kind, access, target }));
      sourceHashes[item.id] = hash;
    } catch (error) {
      deps.onError(error);
      batch.dispatch({ type: 'item-ended', id: item.id, state: failedWith(noticeFor(error, deps.t)) });
    }
  }
  if (requests.length === 0) return undefined;
  const bulkId = await bulk.submit(requests, signal);
  batch.dispatch({ type: 'handed-over', bulkId, sourceHashes });
  return bulkId;
}

async function ended(
  deps: BulkDeps,
  bulk: BulkService,
  bulkId: string,
  signal: AbortSignal,
): Promise<BulkProgress> {
  let failures = 0;
  for (let delayMs = FIRST_LOOK_MS; ; delayMs = Math.min(LONGEST_LOOK_MS, delayMs * 1.5)) {
    try {
      const progress = await bulk.look(bulkId, signal);
      failures = 0;
      deps.onProgress(progress);
      if (progress.isOver) return progress;
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error) || ++failures >= FAILED_LOOKS) throw error;
      deps.onError(error);
    }
    await deps.wait(delayMs, signal);
  }
}

async function takeResults(
  deps: BulkDeps,
  { batch, access, bulk, bulkId, end }: BulkInput & { readonly bulkId: string; readonly end: BulkProgress },
  signal: AbortSignal,
): Promise<void> {
  const { t } = deps;
  const { kind, items, sourceHashes = {} } = batch.job;
  const handedOver = items.filter(({ id, state }) => state.status === 'waiting' && sourceHashes[id]);
  const requestIds = new Set(handedOver.map(({ id }) => id));
  const sourceOf = async (id: string): Promise<BatchSource | undefined> => {
    const item = items.find((each) => each.id === id);
    const source = item && (await deps.source(item).catch(() => undefined));
    return source?.hash === sourceHashes[id] ? source : undefined;
  };
  const wanted: BulkWanted = {
    requestIds,
    purpose: BATCH_PURPOSES[kind],
    model: access.model,
    async requestOf(id) {
      const source = await sourceOf(id);
      return source && batchRequest(deps, { id, kind, access, target: source.target });
    },
  };
  const stateOf = async (id: string, result: BulkResult): Promise<Ended> => {
    if ('error' in result) return failedWith(noticeFor(result.error, t));
    const source = kind === 'document' ? await sourceOf(id) : undefined;
    const hash = sourceHashes[id] ?? '';
    return endedWith({ ...result, hash, ...(source && added(kind, source.target, result.text)) }, access, t);
  };
  for (const result of await bulk.results(bulkId, wanted, signal)) {
    const { requestId: id } = result;
    if (!requestIds.delete(id)) continue;
    batch.dispatch({ type: 'item-ended', id, state: await stateOf(id, result) });
  }
  for (const id of requestIds) {
    const what = t('The provider gave no answer to this file (status: {0}).', end.status);
    batch.dispatch({ type: 'item-ended', id, state: { status: 'failed', code: 'INK-SRV-002', what } });
  }
  batch.dispatch({ type: 'taken-back' });
}

const PASSING = new Set([
  'connection-lost',
  'timeout',
  'server',
  'overloaded',
  'rate-limit',
  'unreachable',
  'dns',
]);

const isPassing = (error: unknown): boolean => error instanceof ProviderError && PASSING.has(error.kind);
