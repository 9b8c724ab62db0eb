import { randomUUID } from 'node:crypto';
import type { Finding } from '../core/doctor/finding.ts';
import type { AnswerCache } from '../core/model/answerCache.ts';
import type { BulkService } from '../core/model/bulkService.ts';
import type { Purpose } from '../core/model/chatRequest.ts';
import { isLocalUrl } from '../core/model/localUrl.ts';
import { type Model, type ModelId, splitModelId } from '../core/model/model.ts';
import type { Observer, Observers } from '../core/model/observation.ts';
import { originOf } from '../core/model/origin.ts';
import type { PlanQuota } from '../core/model/planQuota.ts';
import type { Provider } from '../core/model/provider.ts';
import type { Credential, ProviderInfo } from '../core/model/providerInfo.ts';
import type { EndpointSetting, Settings } from '../core/settings.ts';
import type { UsageRecord } from '../core/usage/usageRecord.ts';
import { CATALOG, findModel } from './catalog.ts';
import { systemClock } from './clock.ts';
import { createProvider } from './createProvider.ts';
import { createAuthorities } from './credentials/authorities.ts';
import { createLazyBulk } from './deferred/lazyBulk.ts';
import { createDialogueMemory } from './dialogue/memory.ts';
import type { LocalServer } from './discoverLocal.ts';
import { type KeyForm, keyFormOf } from './doctor/keyForm.ts';
import type { ProxySettings } from './doctor/proxyFor.ts';
import { bringsKey, createCustomEndpoint, type Endpoint } from './endpoint.ts';
import { findZhipuEndpoint } from './findZhipuEndpoint.ts';
import type { IdentifiedEndpoint } from './identifyEndpoint.ts';
import { type ChoiceDeps, chainOf, type FoundModel, modelFor } from './modelChoice.ts';
import { type ModelFacts, modelOf, withFacts } from './modelOf.ts';
import { createSurvivors, failover, nextModel } from './policy/failover.ts';
import { filterOutput } from './policy/filterOutput.ts';
import type { SharedGates } from './policy/sharedGates.ts';
import { createTraffic } from './policy/traffic.ts';
import { type ProbeResult, probe } from './probe.ts';
import type { SpanScope } from './telemetry/span.ts';
import { createTracing } from './telemetry/tracing.ts';
import { createToldModels } from './toldModels.ts';
import { createHostSockets } from './transport/hostSocket.ts';
import { createHostTransport } from './transport/hostTransport.ts';
import { restrictHosts, restrictSockets } from './transport/restrictHosts.ts';
import type { Transport } from './transport/transport.ts';

export interface ModelsDeps {
  /** As they are now; read at every call. */
  settings(): Settings;
  credential(provider: string, origin: string): Promise<Credential | undefined>;
  /** Carries what the editor's proxy has no part in. */
  readonly directTransport: Transport;
  record(record: UsageRecord): void;
  /** What a server said of a model when the user chose it. */
  kept?(id: string): ModelFacts | undefined;
  /** Whether a key is stored for an endpoint that needs one; taken to be when absent. */
  hasKey?(endpoint: Endpoint): boolean;
  /** A model's usual time to the first token, where it was measured. */
  firstTokenMs?(id: ModelId): number | undefined;
  /** What all windows know of limits that one has run into; this one is alone when absent. */
  readonly gates?: SharedGates;
  /** None are kept when absent. */
  readonly answers?: AnswerCache;
  /** What writes the requests to an endpoint down; `undefined` when nothing does now. */
  audit?(endpoint: ProviderInfo): Observer | undefined;
  /** `total` spans since the start found no way to the user's collector. */
  onSpansDropped?(total: number, reason: string): void;
}

/** A model and the way to it. */
export interface ModelInUse {
  readonly endpoint: Endpoint;
  readonly model: Model;
  /** The one that answers for now: a fallback, where one had to step in. */
  readonly answering: Model;
  readonly provider: Provider;
  readonly reasoning?: 'on' | 'off';
  readonly webSearch?: true;
  /** The first of the user's fallbacks that may answer in its place. */
  readonly fallback?: Model;
  /** The provider answers single requests in its own time too. */
  readonly defers?: true;
  /** Where the provider answers many requests in its own time. */
  readonly bulk?: BulkService;
  /** An answer of it that breaks off can be gone on with exactly. */
  readonly resumes: boolean;
  /** The server has refused to go on with one: it is not taken to do so again, until the next start. */
  readonly refusedToResume: () => void;
}

/** What is to be examined, and what only the editor knows about it. */
export interface Examined {
  readonly provider: ProviderInfo;
  readonly model: Model | undefined;
  readonly proxy: ProxySettings;
  readonly badSettings: readonly string[];
}

/** All models that can be spoken to: the catalogue's and the user's own. */
export interface Models {
  /** The one that the settings mean for a purpose, a question when absent; `undefined` when they name none that exists. */
  inUse(purpose?: Purpose): ModelInUse | undefined;
  /** Another one that can be used instead; `undefined` when it does not exist any more. */
  named(id: ModelId): ModelInUse | undefined;
  providers(): readonly Endpoint[];
  model(provider: ProviderInfo, name: string): Model;
  /** An endpoint of the user's own as it would be with this setting. */
  endpoint(id: string, setting: EndpointSetting): Endpoint;
  /** With `setting`, at an endpoint that the settings do not hold yet. */
  probe(
    input: { readonly model: Model; readonly credential?: Credential; readonly setting?: EndpointSetting },
    signal: AbortSignal,
  ): Promise<ProbeResult>;
  findEndpoint(provider: ProviderInfo, key: string, signal: AbortSignal): Promise<Endpoint | undefined>;
  /** What keys of a provider look like; `undefined` when nobody knows. */
  keyForm(provider: ProviderInfo): KeyForm | undefined;
  /** The models that the server names, with what it says of them; none when it does not say. */
  listModels(provider: ProviderInfo, signal: AbortSignal): Promise<readonly Model[]>;
  /** Asks those that have not been asked since the start for their models. Never rejects. */
  refresh(providers: readonly ProviderInfo[], signal: AbortSignal): Promise<void>;
  /** Which API an address speaks; `undefined` when it cannot be told without a key. */
  identify(baseUrl: string, signal: AbortSignal): Promise<IdentifiedEndpoint | undefined>;
  /** What a server has said of a model since the start. */
  told(id: string): ModelFacts | undefined;
  /** What is used up of a plan; `undefined` when the provider does not say. */
  planQuota(provider: ProviderInfo, signal: AbortSignal): Promise<PlanQuota | undefined>;
  discoverLocal(signal: AbortSignal): Promise<readonly LocalServer[]>;
  /** Looks at everything between here and a model's answer. Throws `signal.reason`. */
  examine(patient: Examined, signal: AbortSignal): AsyncIterable<Finding>;
  /** Resolves when all spans have gone out. Never rejects. */
  flush(): Promise<void>;
  /** Ends the pauses that Inkstone makes by itself with a provider: the user will not wait. */
  tryNow(provider: string): void;
}

export function createModels(deps: ModelsDeps): Models {
  const allowedHosts = (): readonly string[] => deps.settings().allowedHosts;
  const hostTransport = restrictHosts(createHostTransport(), allowedHosts);
  const directTransport = restrictHosts(deps.directTransport, allowedHosts);
  const transport = (): Transport =>
    deps.settings().transport === 'direct' ? directTransport : hostTransport;
  const transportInUse: Transport = { send: (request, signal) => transport().send(request, signal) };
  const sockets = restrictSockets(createHostSockets(), allowedHosts);
  const dialogues = createDialogueMemory(systemClock);
  const authorities = createAuthorities({ transport: transportInUse, clock: systemClock });
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

  const told = createToldModels();
  const endpoints = (): readonly Endpoint[] => {
    const own = Object.entries(deps.settings().endpoints).map(([id, setting]) => ownEndpoint(id, setting));
    const others = CATALOG.filter(({ id }) => !own.some((endpoint) => endpoint.id === id));
    return [...own, ...others].map((endpoint) =>
      told.over(endpoint, deps.settings().endpoints[endpoint.id]?.models ?? []),
    );
  };
  const required = (id: string): Endpoint => {
    const endpoint = endpoints().find((each) => each.id === id);
    if (!endpoint) throw new RangeError(`no provider ${id}`);
    return endpoint;
  };

  const priced = (model: Model): Model => {
    const price = deps.settings().prices[model.id];
    if (!price) return model;
    const { cachedInputPerMillion, ...rest } = price;
    return {
      ...model,
      price: { ...rest, ...(cachedInputPerMillion !== undefined && { cachedInputPerMillion }) },
    };
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
        ...(cache && { cache }),
      },
      endpoint,
      async () => given ?? deps.credential(endpoint.id, originOf(endpoint.baseUrl)),
    );

  const bulkFor = (endpoint: Endpoint): BulkService =>
    createLazyBulk(async () => {
      const { createBulkApi } = await import('./deferred/bulkApi.ts');
      return createBulkApi(
        {
          transport: endpoint.isLocal ? directTransport : transport(),
          authorities,
          credential: () => deps.credential(endpoint.id, originOf(endpoint.baseUrl)),
          clock: systemClock,
          record: deps.record,
          observers: watch('request', endpoint),
          filters: () => deps.settings().outputFilters,
        },
        endpoint,
      );
    });
  const find = (id: string): FoundModel | undefined => {
    const found = findModel(endpoints(), id);
    if (!found) return undefined;
    const { endpoint, model } = found;
    if (endpoint.models.includes(model)) return { endpoint, model: priced(model) };
    const facts = told.of(endpoint, model.name) ?? deps.kept?.(model.id);
    return { endpoint, model: priced(withFacts(model, facts)) };
  };
  const list = async (endpoint: Endpoint, signal: AbortSignal): Promise<readonly ModelFacts[]> => {
    const { listModels } = await import('./listModels.ts');
    const facts = await listModels(
      {
        transport: endpoint.isLocal ? directTransport : transport(),
        authorities,
        credential: () => deps.credential(endpoint.id, originOf(endpoint.baseUrl)),
      },
      endpoint,
      signal,
    );
    if (facts.length > 0) told.tell(endpoint, facts);
    return facts;
  };
  const choice = (): ChoiceDeps => ({
    settings: deps.settings(),
    find,
    isUsable: (endpoint) => !endpoint.needsKey || deps.hasKey?.(endpoint) !== false,
    firstTokenMs: ({ id }) => deps.firstTokenMs?.(id),
  });
  const survivors = createSurvivors(traffic.time);
  /** The addresses of servers that have refused to go on with an answer. */
  const unresuming = new Set<string>();
  const inUse = (found: FoundModel | undefined): ModelInUse | undefined => {
    if (!found) return undefined;
    const { endpoint, model } = found;
    const chain = chainOf(choice(), found, (link) => providerFor(link));
    const { reasoning, webSearch } = deps.settings();
    const fallback = nextModel(chain);
    const wish = reasoning === 'auto' ? {} : { reasoning };
    return {
      endpoint,
      model,
      answering: survivors.of(chain).model,
      provider: filterOutput(failover(chain, survivors), () => deps.settings().outputFilters),
      ...wish,
      ...(webSearch && { webSearch }),
      ...(fallback && { fallback }),
      ...(endpoint.tasks && { defers: true }),
      ...(endpoint.takesBatches && { bulk: bulkFor(endpoint) }),
      resumes:
        !unresuming.has(endpoint.baseUrl) &&
        (endpoint.dialect.resumes?.(endpoint.baseUrl, { model, ...wish }) ?? false),
      refusedToResume: () => unresuming.add(endpoint.baseUrl),
    };
  };

  return {
    inUse: (purpose = 'chat') => inUse(modelFor(choice(), purpose)),
    named: (id) => inUse(find(id)),
    providers: endpoints,
    model: (provider, name) => find(`${provider.id}/${name}`)?.model ?? modelOf(provider.id, { name }),
    endpoint: ownEndpoint,
    probe({ model, credential, setting }, signal) {
      const endpoint = setting ? ownEndpoint(model.provider, setting) : required(model.provider);
      return probe({ provider: providerFor(endpoint, credential), newId: randomUUID }, model, signal);
    },
    keyForm: ({ id }) => keyFormOf(id, endpoints().find((each) => each.id === id)?.auth),
    findEndpoint: (provider, key, signal) =>
      findZhipuEndpoint(
        { transport: transport(), authorities, record: deps.record, watch, newId: randomUUID },
        { provider: provider.id, key },
        signal,
      ),
    async listModels(provider, signal) {
      const facts = await list(required(provider.id), signal);
      return facts.map(({ name }) => find(`${provider.id}/${name}`)?.model ?? modelOf(provider.id, { name }));
    },
    async refresh(providers, signal) {
      const asked = providers.map(({ id }) => required(id)).filter((endpoint) => !told.has(endpoint));
      await Promise.allSettled(asked.map((endpoint) => list(endpoint, signal)));
    },
    async identify(baseUrl, signal) {
      const { identifyEndpoint } = await import('./identifyEndpoint.ts');
      const way = isLocalUrl(baseUrl) ? directTransport : transport();
      return identifyEndpoint({ transport: way, clock: systemClock }, baseUrl, signal);
    },
    told(id) {
      const { provider, name } = splitModelId(id);
      return told.of(required(provider), name);
    },
    async planQuota(provider, signal) {
      const { planQuota } = await import('./planQuota.ts');
      const endpoint = required(provider.id);
      const credential = () => deps.credential(endpoint.id, originOf(endpoint.baseUrl));
      return planQuota({ transport: transport(), clock: systemClock, credential }, endpoint, signal);
    },
    async discoverLocal(signal) {
      const { discoverLocal } = await import('./discoverLocal.ts');
      return discoverLocal({ transport: directTransport }, signal);
    },
    async *examine({ provider, model, proxy, badSettings }, signal) {
      const { examine } = await import('./doctor/examine.ts');
      const { createInspector } = await import('./transport/inspector.ts');
      const endpoint = required(provider.id);
      const { maxOutputTokens, transport: way } = deps.settings();
      const goesDirect = endpoint.isLocal || way === 'direct';
      // Whoever asks what is wrong does not want to hear that Inkstone pauses.
      traffic.tryNow(endpoint);
      yield* examine(
        {
          transport: goesDirect ? directTransport : hostTransport,
          inspector: createInspector(allowedHosts),
          provider: providerFor(endpoint),
          credential: () => deps.credential(endpoint.id, originOf(endpoint.baseUrl)),
          listModels: async (inner) => (await list(endpoint, inner)).map(({ name }) => name),
          clock: systemClock,
          newId: randomUUID,
        },
        {
          endpoint,
          ...(model && { model: priced(model) }),
          maxOutputTokens,
          allowedHosts: allowedHosts(),
          badSettings,
          proxy: goesDirect ? undefined : proxy,
        },
        signal,
      );
    },
    flush: () => tracing.flush(),
    tryNow(provider) {
      const endpoint = endpoints().find(({ id }) => id === provider);
      if (endpoint) traffic.tryNow(endpoint);
    },
  };
}

function ownEndpoint(id: string, setting: EndpointSetting): Endpoint {
  const endpoint = createCustomEndpoint(id, setting);
  const known = CATALOG.find((each) => each.id === id);
  if (!known) return endpoint;
  const isOther = setting.dialect !== undefined || setting.openai !== undefined;
  const { dialect, auth, modelList, tasks, embeddings, dialogue } = isOther ? endpoint : known;
  return { ...elsewhere(known, endpoint), dialect, auth, modelList, tasks, embeddings, dialogue };
}

/** A known provider behind another address: a gateway, a proxy, a server on another port. */
function elsewhere(known: Endpoint, own: Endpoint): Endpoint {
  return {
    ...known,
    label: own.label === own.id ? known.label : own.label,
    baseUrl: own.baseUrl,
    backupUrls: own.backupUrls ?? [],
    needsKey: known.needsKey && !bringsKey(own.headers),
    isLocal: own.isLocal,
    ...(own.tokenUrl !== undefined && { tokenUrl: own.tokenUrl }),
    headers: { ...known.headers, ...own.headers },
    models: own.models.length > 0 ? own.models : known.models,
  };
}

/**
 * The key of `INKSTONE_API_KEY`, for the provider of `INKSTONE_PROVIDER` and no other; read only when the user's
 * setting allows it.
 */
export function environmentCredential(
  provider: string,
  origin: string,
  environment: Readonly<Record<string, string | undefined>>,
): Credential | undefined {
  const value = environment.INKSTONE_API_KEY;
  return value && environment.INKSTONE_PROVIDER === provider
    ? { provider, origin, value, createdAt: 0 }
    : undefined;
}
