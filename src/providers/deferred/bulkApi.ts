import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { createTextFilter, type FilterRule } from '../../core/filter/textFilter.ts';
import type { BulkProgress, BulkResult, BulkService, BulkWanted } from '../../core/model/bulkService.ts';
import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { Observer, Observers, RequestEnd } from '../../core/model/observation.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { FinishReason } from '../../core/model/streamEvent.ts';
import type { Usage } from '../../core/model/usage.ts';
import { NO_USAGE } from '../../core/model/usage.ts';
import type { UsageRecord } from '../../core/usage/usageRecord.ts';
import { type ApiCall, callLines, callText } from '../callText.ts';
import { dialectOf } from '../dialectOf.ts';
import type { Fail } from '../dialects/dialect.ts';
import type { Endpoint } from '../endpoint.ts';
import type { OpeningDeps } from '../opening.ts';
import { readAnswer } from './readAnswer.ts';

export interface BulkDeps extends OpeningDeps {
  readonly record: (record: UsageRecord) => void;
  /**
   * Told of each request when it is handed over, which is when the code leaves this machine, and once more, without
   * what was sent, when its answer is there and counted.
   */
  readonly observers: Observers;
  /** What is to be taken out of the answers. */
  readonly filters: () => readonly FilterRule[];
}

const named = z.object({ id: z.string().check(z.minLength(1)) });

const count = z.catch(z.optional(z.number()), undefined);
const fileId = z.catch(z.optional(z.nullable(z.string())), undefined);

const batch = z.object({
  status: z.string(),
  output_file_id: fileId,
  error_file_id: fileId,
  request_counts: z.catch(z.optional(z.object({ completed: count, failed: count })), undefined),
});

const resultLine = z.object({
  custom_id: z.string(),
  response: z.optional(z.nullable(z.object({ status_code: z.number(), body: z.unknown() }))),
  error: z.optional(z.unknown()),
});

const OVER = new Set(['completed', 'failed', 'expired', 'cancelled']);

/** No request is for one model: errors name none. */
const NO_MODEL = '';

/**
 * Zhipu's batch API: the requests go up as one file of lines, and come back as one of results and one of errors, within
 * a day. What it costs is not known here, so that usage is recorded without a price.
 */
export function createBulkApi(deps: BulkDeps, endpoint: Endpoint): BulkService {
  const dialect = dialectOf(endpoint.dialect);

  async function ask<Schema extends z.ZodMiniType>(
    schema: Schema,
    call: Omit<ApiCall, 'modelName'>,
    signal: AbortSignal,
  ): Promise<z.infer<Schema>> {
    const { text, fail } = await callText(deps, endpoint, { ...call, modelName: NO_MODEL }, signal);
    const read = schema.safeParse(parsed(text));
    if (!read.success)
      throw fail({ kind: 'protocol', note: `an answer to ${call.path} that cannot be read` });
    return read.data;
  }

  const stateOf = (bulkId: string, signal: AbortSignal) =>
    ask(batch, { method: 'GET', path: `/batches/${encodeURIComponent(bulkId)}` }, signal);

  /** What a line of results says. */
  function resultOf(line: z.infer<typeof resultLine>, fail: Fail): BulkResult {
    const { custom_id: requestId, response, error } = line;
    const now = deps.clock.now();
    try {
      if (!response || response.status_code >= 400) {
        const body = JSON.stringify(response?.body ?? { error });
        const status = response?.status_code ?? 500;
        throw fail(dialect.refusal({ status, headers: NO_HEADERS, body, now }));
      }
      const answer = answerIn(JSON.stringify(response.body), now, fail);
      return { requestId, ...answer, text: filtered(answer.text, deps.filters(), endpoint.id) };
    } catch (thrown) {
      if (thrown instanceof ProviderError) return { requestId, error: thrown };
      throw thrown;
    }
  }

  function answerIn(body: string, now: number, fail: Fail): Answer {
    let text = '';
    for (const event of readAnswer(dialect, now, body, fail)) {
      if (event.type === 'text-delta') text += event.text;
      else if (event.type === 'finish')
        return { text, reason: event.reason, ...(event.usage && { usage: event.usage }) };
    }
    throw fail({ kind: 'protocol', note: 'an answer without an end' });
  }

  function record(result: BulkResult, { purpose, model }: BulkWanted): void {
    const isAnswer = !('error' in result);
    deps.record({
      at: deps.clock.now(),
      requestId: result.requestId,
      purpose,
      modelId: model.id,
      usage: (isAnswer && result.usage) || NO_USAGE,
      durationMs: 0,
      outcome: isAnswer ? 'completed' : 'failed',
      ...(!isAnswer && result.error instanceof ProviderError && { errorKind: result.error.kind }),
    });
  }

  function tellEnd(result: BulkResult, { purpose, model }: BulkWanted, watching: readonly Observer[]): void {
    const request = { id: result.requestId, purpose, model, messages: [] };
    const when = { at: deps.clock.now(), durationMs: 0 };
    for (const observe of watching) {
      const observation = observe(request);
      if ('error' in result) {
        const failure = result.error instanceof ProviderError ? { error: result.error } : {};
        observation.end({ ...when, outcome: 'failed', text: '', ...failure });
      } else {
        const { text, reason: finishReason, usage } = result;
        observation.end({ ...when, outcome: 'completed', text, finishReason, ...(usage && { usage }) });
      }
    }
  }

  /** The results in a file, of which only those that are wanted are ever held. */
  async function resultsIn(
    id: string,
    requestIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, BulkResult>> {
    const results = new Map<string, BulkResult>();
    const call = {
      method: 'GET',
      path: `/files/${encodeURIComponent(id)}/content`,
      modelName: NO_MODEL,
    } as const;
    const take = (line: string, fail: Fail): void => {
      const { data } = resultLine.safeParse(parsed(line));
      if (data && requestIds.has(data.custom_id)) results.set(data.custom_id, resultOf(data, fail));
    };
    await callLines(deps, endpoint, call, take, signal);
    return results;
  }

  async function told(
    requests: readonly ChatRequest[],
    handOver: () => Promise<string>,
    signal: AbortSignal,
  ): Promise<string> {
    const at = deps.clock.now();
    const startedAt = deps.clock.monotonic();
    const watching = (await deps.observers()) ?? [];
    const watched = requests.flatMap((request) => watching.map((observe) => observe(request)));
    const end = (how: Pick<RequestEnd, 'outcome' | 'error'>): void => {
      const durationMs = deps.clock.monotonic() - startedAt;
      for (const observation of watched) observation.end({ at, durationMs, text: '', ...how });
    };
    try {
      const bulkId = await handOver();
      end({ outcome: 'completed' });
      return bulkId;
    } catch (error) {
      const failure = error instanceof ProviderError ? { error } : {};
      end(signal.aborted ? { outcome: 'stopped' } : { outcome: 'failed', ...failure });
      throw error;
    }
  }

  async function handOver(requests: readonly ChatRequest[], signal: AbortSignal): Promise<string> {
    const lines = requests.map((request) => {
      const { stream: _, ...body } = dialect.encode({ ...request, delivery: 'whole' });
      return JSON.stringify({ custom_id: request.id, method: 'POST', url: ENDPOINT, body });
    });
    const upload = formWith(lines.join('\n'));
    const file = await ask(named, { method: 'POST', path: '/files', ...upload }, signal);
    const body = JSON.stringify({
      input_file_id: file.id,
      endpoint: ENDPOINT,
      completion_window: '24h',
      auto_delete_input_file: true,
    });
    return (await ask(named, { method: 'POST', path: '/batches', body }, signal)).id;
  }

  return {
    submit: (requests, signal) => told(requests, () => handOver(requests, signal), signal),
    async look(bulkId, signal): Promise<BulkProgress> {
      const { status, request_counts } = await stateOf(bulkId, signal);
      const settled = (request_counts?.completed ?? 0) + (request_counts?.failed ?? 0);
      return { status, settled, isOver: OVER.has(status) };
    },
    async results(bulkId, wanted, signal) {
      const { output_file_id, error_file_id } = await stateOf(bulkId, signal);
      const results = new Map<string, BulkResult>();
      for (const id of [error_file_id, output_file_id]) {
        if (!id) continue;
        for (const [requestId, result] of await resultsIn(id, wanted.requestIds, signal))
          results.set(requestId, result);
      }
      const watching = (await deps.observers()) ?? [];
      for (const result of results.values()) {
        record(result, wanted);
        tellEnd(result, wanted, watching);
      }
      return [...results.values()];
    },
    async cancel(bulkId, signal) {
      const path = `/batches/${encodeURIComponent(bulkId)}/cancel`;
      await ask(z.object({}), { method: 'POST', path, body: '{}' }, signal);
    },
  };
}

interface Answer {
  readonly text: string;
  readonly reason: FinishReason;
  readonly usage?: Usage;
}

const ENDPOINT = '/v4/chat/completions';

const NO_HEADERS = { get: () => null };

/** Throws `ProviderError` `output-filter` when a rule stops the text. */
function filtered(text: string, rules: readonly FilterRule[], provider: string): string {
  if (rules.length === 0) return text;
  const filter = createTextFilter(rules);
  const head = filter.push(text);
  const tail = head.stoppedBy ? head : filter.end();
  const { stoppedBy } = tail;
  if (!stoppedBy) return head.text + tail.text;
  const { label } = stoppedBy;
  throw new ProviderError('output-filter', `the filter “${label}” stopped the answer`, {
    provider,
    filter: label,
  });
}

/** A multipart form with a file of lines, as RFC 7578 has it. */
function formWith(lines: string): { readonly body: string; readonly contentType: string } {
  const boundary = `inkstone-${randomUUID()}`;
  const part = (head: string, content: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
  const body = [
    part('name="purpose"', 'batch'),
    part('name="file"; filename="inkstone.jsonl"\r\ncontent-type: application/jsonl', lines),
    `--${boundary}--\r\n`,
  ].join('');
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
