import { randomUUID } from 'node:crypto';
import type { Finding } from '../core/doctor/finding.ts';
import type { AnswerCache } from '../core/model/answerCache.ts';
import type { BulkService } from '../core/model/bulkService.ts';
import type { ChatRequest, Purpose } from '../core/model/chatRequest.ts';
import type { EditorModels } from '../core/model/editorModels.ts';
import { isLocalUrl } from '../core/model/localUrl.ts';
import type { Model } from '../core/model/model.ts';
import type { Observer, Observers } from '../core/model/observation.ts';
import { originOf } from '../core/model/origin.ts';
import type { PlanQuota } from '../core/model/planQuota.ts';
import type { Provider } from '../core/model/provider.ts';
import type { Credential, ProviderInfo } from '../core/model/providerInfo.ts';
import type { Settings } from '../core/settings.ts';
import type { UsageRecord } from '../core/usage/usageRecord.ts';
import { systemClock } from './clock.ts';
import { createProvider } from './createProvider.ts';
import { createAuthorities } from './credentials/authorities.ts';
import { createLazyBulk } from './deferred/lazyBulk.ts';
import { dialectOf } from './dialectOf.ts';
import { createDialogueMemory } from './dialogue/memory.ts';
import type { LocalServer } from './discoverLocal.ts';
import type { ProxySettings } from './doctor/proxyFor.ts';
import { createEditorProvider } from './editorProvider.ts';
import type { Endpoint } from './endpoint.ts';
import { findZhipuEndpoint } from './findZhipuEndpoint.ts';
import type { IdentifiedEndpoint } from './identifyEndpoint.ts';
import type { ModelFacts } from './modelOf.ts';
import type { Chain, Survivors } from './policy/chain.ts';
import { failover } from './policy/failover.ts';
import { filterOutput } from './policy/filterOutput.ts';
import { createVaults, type GuardDeps, guardBulk, guardOutgoing } from './policy/guardOutgoing.ts';
import type { SharedGates } from './policy/sharedGates.ts';
import { createTraffic, type Destination } from './policy/traffic.ts';
import { type ProbeResult, probe } from './probe.ts';
import type { SpanScope } from './telemetry/span.ts';
import { createTracing } from './telemetry/tracing.ts';
import { createHostSockets } from './transport/hostSocket.ts';
import { createHostTransport } from './transport/hostTransport.ts';
import { restrictHosts, restrictSockets } from './transport/restrictHosts.ts';
import type { Transport } from './transport/transport.ts';

export interface ClientDeps {
  /** As they are now; read at every call. */
  settings(): Settings;
  credential(provider: string, origin: string): Promise<Credential | undefined>;
  /** Carries what the editor's proxy has no part in. */
  readonly directTransport: Transport;
  record(record: UsageRecord): void;
  /** What all windows know of limits that one has run into; this one is alone when absent. */
  readonly gates?: SharedGates;
  /** None are kept when absent. */
  readonly answers?: AnswerCache;
  /** What writes the requests to an endpoint down; `undefined` when nothing does now. */
  audit?(endpoint: ProviderInfo): Observer | undefined;
  /** What other extensions offer through the editor; none when absent. */
  readonly editorModels?: EditorModels;
  /** Values of the workspace's `.env` files; none when absent. Never rejects. */
  envValues?(): Promise<readonly string[]>;
  /** `total` spans since the start found no way to the user's collector. */
  onSpansDropped?(total: number, reason: string): void;
}

/** What is to be examined, and what only the editor knows about it. */
export interface Examined {
  readonly model: Model | undefined;
  readonly proxy: ProxySettings;
  readonly badSettings: readonly string[];
}

/** Everything that goes to an endpoint, over transports, keys, limits and watchers that all of it shares. */
export interface Client {
  /** The first of a chain that can answer, with the user's filters around it. */
  along(chain: Chain, survivors: Survivors): Provider;
  /** Whether an answer of the model that breaks off is gone on with at its very end. */
  resumes(endpoint: Endpoint, request: Pick<ChatRequest, 'model' | 'reasoning'>): boolean;
  bulk(endpoint: Endpoint): BulkService;
  /** With the key that is stored when none is given. Throws as `probe` does. */
  probe(
    input: {
      readonly endpoint: Endpoint;
      readonly model: Model;
      readonly credential?: Credential | undefined;
    },
    signal: AbortSignal,
  ): Promise<ProbeResult>;
  findEndpoint(
    input: { readonly provider: string; readonly key: string },
    signal: AbortSignal,
  ): Promise<Endpoint | undefined>;
  listModels(endpoint: Endpoint, signal: AbortSignal): Promise<readonly ModelFacts[]>;
  identify(baseUrl: string, signal: AbortSignal): Promise<IdentifiedEndpoint | undefined>;
  planQuota(endpoint: Endpoint, signal: AbortSignal): Promise<PlanQuota | undefined>;
  discoverLocal(signal: AbortSignal): Promise<readonly LocalServer[]>;
  /** Throws `signal.reason`. */
  examine(endpoint: Endpoint, examined: Examined, signal: AbortSignal): AsyncIterable<Finding>;
  /** Ends the pauses that Inkstone makes by itself. */
  tryNow(destination: Destination): void;
  /** Resolves when all spans have gone out. Never rejects. */
  flush(): Promise<void>;
}

export function createClient(deps: ClientDeps): Client {
  const allowedHosts = (): readonly string[] => deps.settings().allowedHosts;
  const hostTransport = restrictHosts(createHostTransport(), allowedHosts);
  const directTransport = restrictHosts(deps.directTransport, allowedHosts);
  const transport = (): Transport =>
    deps.settings().transport === 'direct' ? directTransport : hostTransport;
  const transportTo = ({ isLocal }: Endpoint): Transport => (isLocal ? directTransport : transport());
  const transportInUse: Transport = { send: (request, signal) => transport().send(request, signal) };
  const sockets = restrictSockets(createHostSockets(), allowedHosts);
  const dialogues = createDialogueMemory(systemClock);
  const authorities = createAuthorities({ transport: transportInUse, clock: systemClock });
  const credentialOf = (endpoint: Endpoint): Promise<Credential | undefined> =>
    deps.credential(endpoint.id, originOf(endpoint.baseUrl));
  const tracing = createTracing({
    endpoint: () => deps.settings().otlpEndpoint,
    transport: transportInUse,
    directTransport,
    onDropped: (_, total, reason) => deps.onSpansDropped?.(total, reason),
  });
  const watch =
    (scope: SpanScope, endpoint: Endpoint): Observers =>
    () => {
      const audit = scope === 'request' ? deps.audit?.(endpoint) : undefined;
      const tracer = tracing.current();
      if (!tracer) return audit && Promise.resolve([audit]);
      return tracer.then(
        (current) => [current.observer(scope, endpoint), ...(audit ? [audit] : [])],
        () => (audit ? [audit] : []),
      );
    };
  const traffic = createTraffic({
    clock: systemClock,
    random: Math.random,
    limits: (provider) => deps.settings().limits[provider],
    ...(deps.gates && { gates: deps.gates }),
  });
  const { answers } = deps;
  const cache = answers && {
    answers,
    isOn: (purpose: Purpose) => deps.settings().cache.some((kept) => kept === purpose),
  };
  const providerFor = (endpoint: Endpoint, given?: Credential): Provider =>
    createProvider(
      {
        transport: transport(),
        directTransport,
        sockets,
        dialogues,
        record: deps.record,
        authorities,
        traffic,
        watch,
        ...(deps.editorModels && { editor: createEditorProvider(deps.editorModels, allowedHosts) }),
        ...(cache && { cache }),
      },
      endpoint,
      async () => given ?? credentialOf(endpoint),
    );
  const vaults = createVaults();
  const guardFor = ({ isLocal }: Endpoint): GuardDeps => ({
    kinds: () => (isLocal && !deps.settings().guardLocalModels ? [] : deps.settings().guard),
    envValues: async () => (await deps.envValues?.()) ?? [],
    vaults,
  });
  async function listModels(endpoint: Endpoint, signal: AbortSignal): Promise<readonly ModelFacts[]> {
    if (endpoint.dialect.api === 'editor') return (await deps.editorModels?.list()) ?? [];
    const { listModels } = await import('./listModels.ts');
    const access = {
      transport: transportTo(endpoint),
      authorities,
      credential: () => credentialOf(endpoint),
    };
    return listModels(access, endpoint, signal);
  }

  return {
    along: (chain, survivors) =>
      filterOutput(
        failover(chain, survivors, (endpoint) => guardOutgoing(providerFor(endpoint), guardFor(endpoint))),
        () => deps.settings().outputFilters,
      ),
    resumes: ({ dialect, baseUrl }, request) =>
      dialect.api !== 'editor' && (dialectOf(dialect).resumes?.(baseUrl, request) ?? false),
    bulk: (endpoint) =>
      createLazyBulk(async () => {
        const { createBulkApi } = await import('./deferred/bulkApi.ts');
        const bulk = createBulkApi(
          {
            transport: transportTo(endpoint),
            authorities,
            credential: () => credentialOf(endpoint),
            clock: systemClock,
            record: deps.record,
            observers: watch('request', endpoint),
            filters: () => deps.settings().outputFilters,
          },
          endpoint,
        );
        return guardBulk(bulk, guardFor(endpoint));
      }),
    probe: ({ endpoint, model, credential }, signal) =>
      probe({ provider: providerFor(endpoint, credential), newId: randomUUID }, model, signal),
    findEndpoint: (refused, signal) =>
      findZhipuEndpoint(
        { transport: transport(), authorities, record: deps.record, watch, newId: randomUUID },
        refused,
        signal,
      ),
    listModels,
    async identify(baseUrl, signal) {
      const { identifyEndpoint } = await import('./identifyEndpoint.ts');
      const way = isLocalUrl(baseUrl) ? directTransport : transport();
      return identifyEndpoint({ transport: way, clock: systemClock }, baseUrl, signal);
    },
    async planQuota(endpoint, signal) {
      const { planQuota } = await import('./planQuota.ts');
      const access = {
        transport: transport(),
        clock: systemClock,
        credential: () => credentialOf(endpoint),
      };
      return planQuota(access, endpoint, signal);
    },
    async discoverLocal(signal) {
      const { discoverLocal } = await import('./discoverLocal.ts');
      return discoverLocal({ transport: directTransport }, signal);
    },
    async *examine(endpoint, { model, proxy, badSettings }, signal) {
      const { examine } = await import('./doctor/examine.ts');
      const { createInspector } = await import('./transport/inspector.ts');
      const { maxOutputTokens, transport: way } = deps.settings();
      const goesDirect = endpoint.isLocal || way === 'direct';
      // Whoever asks what is wrong does not want to hear that Inkstone pauses.
      traffic.tryNow(endpoint);
      yield* examine(
        {
          transport: goesDirect ? directTransport : hostTransport,
          inspector: createInspector(allowedHosts),
          provider: providerFor(endpoint),
          credential: () => credentialOf(endpoint),
          listModels: async (inner) => (await listModels(endpoint, inner)).map(({ name }) => name),
          clock: systemClock,
          newId: randomUUID,
        },
        {
          endpoint,
          ...(model && { model }),
          maxOutputTokens,
          allowedHosts: allowedHosts(),
          badSettings,
          proxy: goesDirect ? undefined : proxy,
        },
        signal,
      );
    },
    tryNow: (destination) => traffic.tryNow(destination),
    flush: () => tracing.flush(),
  };
}
