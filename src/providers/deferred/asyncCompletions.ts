import type { ChatRequest } from '../../core/model/chatRequest.ts';
import { ProviderError, type ProviderErrorKind } from '../../core/model/providerError.ts';
import { type ApiAnswer, type ApiCall, callText } from '../callText.ts';
import { wait } from '../clock.ts';
import { dialectOf } from '../dialectOf.ts';
import type { Refusal } from '../dialects/dialect.ts';
import { parseJson } from '../dialects/json.ts';
import type { Endpoint } from '../endpoint.ts';
import type { OpeningDeps } from '../opening.ts';
import { type Attempt, takenWith } from '../policy/admitted.ts';
import { toldRefusal } from '../toldRefusal.ts';
import { readAnswer } from './readAnswer.ts';
import type { TaskApi } from './taskApis.ts';

const FIRST_LOOK_MS = 1000;
const LONGEST_LOOK_MS = 15_000;

/** So many looks in a row may come to nothing: the answer is written meanwhile, and paid for. */
const FAILED_LOOKS = 5;

/**
 * Answers that the provider gives in its own time: the request is left with it, which is asked later for the answer. A
 * request that is repeated after a lost connection, or that says who has it, goes on waiting for the task that it has.
 * Nothing can be taken back: when the signal is aborted, only the waiting ends.
 */
export function createAsyncCompletions(deps: OpeningDeps, endpoint: Endpoint, api: TaskApi): Attempt {
  const dialect = dialectOf(endpoint.dialect);
  /** What was lost sight of, by the request's id. */
  const lost = new Map<string, string>();

  const taskIn = (text: string) => api.task.safeParse(parseJson(text)).data;

  const refusalIn = (told: unknown): Refusal | undefined => toldRefusal(dialect, told, deps.clock.now());

  function exchange(call: ApiCall, signal: AbortSignal): Promise<ApiAnswer> {
    const refused = (text: string): Refusal | undefined => {
      const task = taskIn(text);
      return (task?.id ?? task?.status) ? undefined : refusalIn(parseJson(text));
    };
    return callText(deps, endpoint, { ...call, refusalIn: refused }, signal);
  }

  async function submit(request: ChatRequest, signal: AbortSignal): Promise<string> {
    const modelName = request.model.name;
    const { stream: _, ...body } = dialect.encode({ ...request, delivery: 'whole' });
    const path = api.submitPath(modelName);
    const call = { method: 'POST', path, body: JSON.stringify(body), modelName } as const;
    const { text, fail } = await exchange(call, signal);
    const id = taskIn(text)?.id;
    if (id === undefined) throw fail({ kind: 'protocol', note: 'the provider named no task' });
    return id;
  }

  async function look(id: string, modelName: string, signal: AbortSignal): Promise<ApiAnswer | undefined> {
    const answer = await exchange({ method: 'GET', path: api.lookPath(id), modelName }, signal);
    const task = taskIn(answer.text);
    switch (task?.status) {
      case undefined:
        throw answer.fail({ kind: 'protocol', note: 'the state of the task cannot be read' });
      case 'PROCESSING':
        return undefined;
      case 'SUCCESS':
        return answer;
      case 'FAIL': {
        const reason = refusalIn(task.told) ?? { kind: 'server', note: 'the provider gave up' };
        throw answer.fail({ ...reason, retryable: false });
      }
    }
  }

  return {
    id: endpoint.id,
    async *stream(request, signal) {
      let id = lost.get(request.id) ?? taskOf(request, endpoint);
      lost.delete(request.id);
      if (id === undefined) {
        id = await submit(request, signal);
        yield takenWith(undefined);
      }
      yield { type: 'left-with-provider', task: { provider: endpoint.id, taskId: id } };
      let failures = 0;
      for (let delayMs = FIRST_LOOK_MS; ; delayMs = Math.min(LONGEST_LOOK_MS, delayMs * 1.5)) {
        await wait(deps.clock, delayMs, signal);
        try {
          const answer = await look(id, request.model.name, signal);
          failures = 0;
          if (!answer) continue;
          return yield* readAnswer(dialect, deps.clock.now(), answer.text, answer.fail);
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof ProviderError) || error.details.retryable === false) throw error;
          if (LOST.has(error.kind)) {
            if (++failures < FAILED_LOOKS) continue;
            lost.set(request.id, id);
          } else if (!SHUT_OUT.has(error.kind)) throw error;
          throw new ProviderError(error.kind, error.message, { ...error.details, isLeft: true });
        }
      }
    },
  };
}

const taskOf = ({ left }: ChatRequest, { id }: Endpoint): string | undefined =>
  left?.provider === id ? left.taskId : undefined;

/** A look that ended so may be repeated. */
const LOST: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'connection-lost',
  'timeout',
  'unreachable',
  'dns',
  'server',
  'overloaded',
  'rate-limit',
  'protocol',
]);

/** A look that ended so says nothing of the task. */
const SHUT_OUT: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'no-credential',
  'invalid-credential',
  'expired-credential',
  'wrong-endpoint',
  'blocked-origin',
  'blocked-host',
  'no-balance',
  'quota',
  'tls',
  'redirect',
  'proxy-page',
  'proxy-refused',
]);
