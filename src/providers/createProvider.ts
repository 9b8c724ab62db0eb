import type { AnswerCache } from '../core/model/answerCache.ts';
import type { ChatRequest, Purpose } from '../core/model/chatRequest.ts';
import type { Observers } from '../core/model/observation.ts';
import type { Provider } from '../core/model/provider.ts';
import type { Usage } from '../core/model/usage.ts';
import type { UsageRecord } from '../core/usage/usageRecord.ts';
import { createChatProvider } from './chatProvider.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Authorities, createAuthorities } from './credentials/authorities.ts';
import { byDelivery } from './deferred/byDelivery.ts';
import { dialectOf } from './dialectOf.ts';
import { createDialogueMemory, type DialogueMemory } from './dialogue/memory.ts';
import type { Endpoint } from './endpoint.ts';
import { lazyProvider } from './lazyProvider.ts';
import { once } from './once.ts';
import type { CredentialSource } from './opening.ts';
import { type Attempt, admitted } from './policy/admitted.ts';
import { cached } from './policy/cached.ts';
import { cacheKey } from './policy/cacheKey.ts';
import type { Lane } from './policy/lane.ts';
import { observed } from './policy/observed.ts';
import { recordUsage } from './policy/recordUsage.ts';
import { retry } from './policy/retry.ts';
import { createTraffic, type Traffic } from './policy/traffic.ts';
import { LOCAL_LIMITS, REMOTE_LIMITS } from './policy/watchdog.ts';
import { createHostSockets } from './transport/hostSocket.ts';
import type { SocketTransport } from './transport/socket.ts';
import type { Transport } from './transport/transport.ts';

export interface ProviderDeps {
  readonly transport: Transport;
  /** For models on this machine or network; `transport` serves them too when it is absent. */
  readonly directTransport?: Transport;
  /** Shared by providers, so that the tokens that one has got serve all; its own when absent. */
  readonly authorities?: Authorities;
  /** For services that push what they have to say; the host's when absent. */
  readonly sockets?: SocketTransport;
  /** What providers share of services that keep conversations; its own when absent. */
  readonly dialogues?: DialogueMemory;
  /** Called once a request, before its consumer sees the end. */
  readonly record: (record: UsageRecord) => void;
  /** Answers that are known, and whose are to be; none when absent. */
  readonly cache?: { readonly answers: AnswerCache; isOn(purpose: Purpose): boolean };
  /** Carries requests to the models of other extensions. */
  readonly editor?: Attempt;
  /** What providers share of limits and pauses; its own when absent. */
  readonly traffic?: Traffic;
  /** Who watches the requests to an endpoint, and the attempts at them; nobody when absent. */
  readonly watch?: (scope: 'request' | 'attempt', endpoint: Endpoint) => Observers;
  readonly clock?: Clock;
  /** Jitter: from 0 up to 1. */
  readonly random?: () => number;
}

const NOBODY: Observers = () => undefined;

/** The way to an endpoint's models, with every policy around it. It holds no connection and need not be closed. */
export function createProvider(
  deps: ProviderDeps,
  endpoint: Endpoint,
  credential: CredentialSource,
): Provider {
  const { record, cache, clock = systemClock, random = Math.random } = deps;
  const transport = (endpoint.isLocal && deps.directTransport) || deps.transport;
  const authorities = deps.authorities ?? createAuthorities({ transport, clock });
  const limits = endpoint.isLocal ? LOCAL_LIMITS : REMOTE_LIMITS;
  const chatDeps = { transport, authorities, credential, limits, clock };
  const { dialect } = endpoint;
  const isService = dialect.api === 'dialogue';
  const chat = isService
    ? lazyProvider(
        endpoint.id,
        once(async () => {
          const { createDialogueProvider } = await import('./dialogue/dialogueProvider.ts');
          const { sockets = createHostSockets(), dialogues: memory = createDialogueMemory(clock) } = deps;
          return createDialogueProvider({ ...chatDeps, sockets, memory, random }, { ...endpoint, dialect });
        }),
      )
    : dialect.api === 'editor'
      ? (deps.editor ?? noEditor(endpoint))
      : createChatProvider(chatDeps, endpoint, dialectOf(dialect));
  const traffic = deps.traffic ?? createTraffic({ clock, random });
  const lane = async (signal: AbortSignal): Promise<Lane> => traffic.lane(endpoint, await credential(signal));
  const { watch = () => NOBODY } = deps;
  const either = byDelivery(chat, { transport, authorities, credential, clock }, endpoint);
  const attempt = observed(either, { observers: watch('attempt', endpoint), clock });
  const counted = new WeakMap<ChatRequest, Usage>();
  const recorded = recordUsage(
    retry(admitted(attempt, { clock, lane }), {
      clock,
      random,
      isLocal: endpoint.isLocal,
      budget: traffic.budget(endpoint),
    }),
    {
      clock,
      record(row, request) {
        counted.set(request, row.usage);
        record(row);
      },
    },
  );
  const provider = observed(recorded, {
    observers: watch('request', endpoint),
    clock,
    usageOf: (request) => counted.get(request),
  });
  // What a service says that keeps the conversation itself depends on more than the request.
  if (!cache || isService) return provider;
  return cached(provider, {
    cache: cache.answers,
    isOn: (purpose) => cache.isOn(purpose),
    keyOf: async (request, signal) => cacheKey(endpoint, request, await credential(signal)),
    record,
    clock,
  });
}

/** Where there is no editor, its models cannot be reached: in the tests of the client alone. */
function noEditor({ id }: Endpoint): never {
  throw new RangeError(`no editor for ${id}`);
}
