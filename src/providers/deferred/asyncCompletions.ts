import * as z from 'zod/mini';
import { ProviderError } from '../../core/model/providerError.ts';
import { wait } from '../clock.ts';
import type { Endpoint } from '../endpoint.ts';
import type { OpeningDeps } from '../opening.ts';
import type { Attempt } from '../policy/admitted.ts';
import { type ApiAnswer, type ApiCall, callText } from './callText.ts';
import { readAnswer } from './readAnswer.ts';

const FIRST_LOOK_MS = 1000;
const LONGEST_LOOK_MS = 15_000;

/** So many looks in a row may come to nothing: the answer is written meanwhile, and paid for. */
const FAILED_LOOKS = 5;

const task = z.object({ id: z.string().check(z.minLength(1)) });
const state = z.object({ task_status: z.enum(['PROCESSING', 'SUCCESS', 'FAIL']) });

/**
 * Zhipu's asynchronous completions: the request is left with the provider, which is asked later for the answer. A
 * request that is repeated after a lost connection goes on waiting for the task that it has. Nothing can be taken back:
 * when the signal is aborted, only the waiting ends.
 */
export function createAsyncCompletions(deps: OpeningDeps, endpoint: Endpoint): Attempt {
  const { dialect } = endpoint;
  /** What is with the provider, by the request's id. */
  const tasks = new Map<string, string>();

  async function look(call: ApiCall, signal: AbortSignal): Promise<ApiAnswer | undefined> {
    const answer = await callText(deps, endpoint, call, signal);
    const { text, fail } = answer;
    const read = state.safeParse(parsed(text));
    if (!read.success) throw fail({ kind: 'protocol', note: 'the state of the task cannot be read' });
    if (read.data.task_status === 'PROCESSING') return undefined;
    if (read.data.task_status === 'SUCCESS') return answer;
    const refusal = dialect.refusal({ status: 200, headers: NO_HEADERS, body: text, now: deps.clock.now() });
    const { status: _, ...reason } = refusal;
    throw fail({ ...reason, kind: reason.code === undefined ? 'server' : reason.kind, retryable: false });
  }

  return {
    id: endpoint.id,
    async *stream(request, signal) {
      const modelName = request.model.name;
      const known = tasks.get(request.id);
      const { stream: _, ...body } = dialect.encode({ ...request, delivery: 'whole' });
      const id = known ?? (await submit(deps, endpoint, { modelName, body }, signal));
      tasks.set(request.id, id);
      const call = { method: 'GET', path: `/async-result/${encodeURIComponent(id)}`, modelName } as const;
      let failures = 0;
      for (let delayMs = FIRST_LOOK_MS; ; delayMs = Math.min(LONGEST_LOOK_MS, delayMs * 1.5)) {
        await wait(deps.clock, delayMs, signal);
        try {
          const answer = await look(call, signal);
          failures = 0;
          if (!answer) continue;
          tasks.delete(request.id);
          return yield* readAnswer(dialect, deps.clock.now(), answer.text, answer.fail);
        } catch (error) {
          signal.throwIfAborted();
          if (isLost(error) && ++failures < FAILED_LOOKS) continue;
          // What the provider has refused is over; what the network has lost is still there for a repetition.
          if (!isLost(error)) tasks.delete(request.id);
          throw error;
        }
      }
    },
  };
}

async function submit(
  deps: OpeningDeps,
  endpoint: Endpoint,
  { modelName, body }: { readonly modelName: string; readonly body: object },
  signal: AbortSignal,
): Promise<string> {
  const call = {
    method: 'POST',
    path: '/async/chat/completions',
    body: JSON.stringify(body),
    modelName,
  } as const;
  const { text, fail } = await callText(deps, endpoint, call, signal);
  const read = task.safeParse(parsed(text));
  if (!read.success) throw fail({ kind: 'protocol', note: 'the provider named no task' });
  return read.data.id;
}

const LOST: ReadonlySet<string> = new Set([
  'connection-lost',
  'timeout',
  'unreachable',
  'dns',
  'server',
  'overloaded',
  'rate-limit',
]);

const isLost = (error: unknown): boolean =>
  error instanceof ProviderError && LOST.has(error.kind) && error.details.retryable !== false;

const NO_HEADERS = { get: () => null };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
