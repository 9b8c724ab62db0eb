import type { Finding } from '../core/doctor/finding.ts';
import type { BulkService } from '../core/model/bulkService.ts';
import type { Purpose } from '../core/model/chatRequest.ts';
import { type Model, type ModelId, splitModelId } from '../core/model/model.ts';
import type { PlanQuota } from '../core/model/planQuota.ts';
import type { Provider } from '../core/model/provider.ts';
import type { Credential, ProviderInfo } from '../core/model/providerInfo.ts';
import type { EndpointSetting } from '../core/settings.ts';
import { CATALOG, findModel } from './catalog.ts';
import type { Client, ClientDeps, Examined } from './client.ts';
import { systemClock } from './clock.ts';
import { createLazyBulk } from './deferred/lazyBulk.ts';
import { PICTURE_APIS } from './dialectSpec.ts';
import type { LocalServer } from './discoverLocal.ts';
import { type KeyForm, keyFormOf } from './doctor/keyForm.ts';
import { EDITOR_ENDPOINT } from './editorEndpoint.ts';
import { bringsKey, createCustomEndpoint, type Endpoint } from './endpoint.ts';
import type { IdentifiedEndpoint } from './identifyEndpoint.ts';
import { lazyProvider } from './lazyProvider.ts';
import { type ChoiceDeps, chainOf, type FoundModel, modelFor } from './modelChoice.ts';
import { type ModelFacts, modelOf, withFacts } from './modelOf.ts';
import { once } from './once.ts';
import { createSurvivors, nextModel } from './policy/chain.ts';
import { createSteadyTime } from './policy/steadyTime.ts';
import type { ProbeResult } from './probe.ts';
import { createToldModels } from './toldModels.ts';

export interface ModelsDeps extends ClientDeps {
  /** What a server said of a model when the user chose it. */
  kept?(id: string): ModelFacts | undefined;
  /** Whether a key is stored for an endpoint that needs one; taken to be when absent. */
  hasKey?(endpoint: Endpoint): boolean;
  /** A model's usual time to the first token, where it was measured. */
  firstTokenMs?(id: ModelId): number | undefined;
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
  /** Whether an answer of it that breaks off can be gone on with exactly. */
  resumes(): Promise<boolean>;
  /** The server has refused to go on with one: it is not taken to do so again, until the next start. */
  readonly refusedToResume: () => void;
}

/** All models that can be spoken to: the catalogue's and the user's own. */
export interface Models {
  /** The one that the settings mean for a purpose, a question when absent; `undefined` when they name none that exists. */
  inUse(purpose?: Purpose): ModelInUse | undefined;
  /** Another one that can be used instead; `undefined` when it does not exist any more. */
  named(id: ModelId): ModelInUse | undefined;
  providers(): readonly Endpoint[];
  /** The models that are known and need no key, or have one. */
  usable(): readonly Model[];
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
  examine(
    patient: Examined & { readonly provider: ProviderInfo },
    signal: AbortSignal,
  ): AsyncIterable<Finding>;
  /** Loads what the first request needs, so that it need not wait for it. Never rejects. */
  prepare(): Promise<void>;
  /** Resolves when all spans have gone out. Never rejects. */
  flush(): Promise<void>;
  /** Ends the pauses that Inkstone makes by itself with a provider: the user will not wait. */
  tryNow(provider: string): void;
}

export function createModels(deps: ModelsDeps): Models {
  let loaded: Client | undefined;
  const client = once(async (): Promise<Client> => {
    const { createClient } = await import('./client.ts');
    loaded = createClient(deps);
    return loaded;
  });

  const told = createToldModels();
  const endpoints = (): readonly Endpoint[] => {
    const own = Object.entries(deps.settings().endpoints).map(([id, setting]) => ownEndpoint(id, setting));
    const others = CATALOG.filter(({ id }) => !own.some((endpoint) => endpoint.id === id));
    const editor = deps.editorModels ? [EDITOR_ENDPOINT] : [];
    return [...own, ...others, ...editor].map((endpoint) =>
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
  const find = (id: string): FoundModel | undefined => {
    const found = findModel(endpoints(), id);
    if (!found) return undefined;
    const { endpoint, model } = found;
    if (endpoint.models.includes(model)) return { endpoint, model: priced(asCarried(endpoint, model)) };
    const facts = told.of(endpoint, model.name) ?? deps.kept?.(model.id);
    return { endpoint, model: priced(asCarried(endpoint, withFacts(model, facts))) };
  };
  const list = async (endpoint: Endpoint, signal: AbortSignal): Promise<readonly ModelFacts[]> => {
    const facts = await (await client()).listModels(endpoint, signal);
    if (facts.length > 0 || endpoint.isEditor) told.tell(endpoint, facts);
    return facts;
  };
  const choice = (): ChoiceDeps => ({
    settings: deps.settings(),
    find,
    isUsable: (endpoint) => !endpoint.needsKey || deps.hasKey?.(endpoint) !== false,
    firstTokenMs: ({ id }) => deps.firstTokenMs?.(id),
  });
  const survivors = createSurvivors(createSteadyTime(systemClock));
  /** The addresses of servers that have refused to go on with an answer. */
  const unresuming = new Set<string>();
  const inUse = (found: FoundModel | undefined): ModelInUse | undefined => {
    if (!found) return undefined;
    const { endpoint, model } = found;
    const chain = chainOf(choice(), found);
    const { reasoning, webSearch } = deps.settings();
    const fallback = nextModel(chain);
    const wish = reasoning === 'auto' ? {} : { reasoning };
    return {
      endpoint,
      model,
      answering: survivors.of(chain).model,
      provider: lazyProvider(endpoint.id, () => {
        const way = client();
        return way instanceof Promise
          ? way.then((there) => there.along(chain, survivors))
          : way.along(chain, survivors);
      }),
      ...wish,
      ...(webSearch && { webSearch }),
      ...(fallback && { fallback }),
      ...(endpoint.tasks && { defers: true }),
      ...(endpoint.takesBatches && { bulk: createLazyBulk(async () => (await client()).bulk(endpoint)) }),
      resumes: async () =>
        !unresuming.has(endpoint.baseUrl) && (await client()).resumes(endpoint, { model, ...wish }),
      refusedToResume: () => unresuming.add(endpoint.baseUrl),
    };
  };

  return {
    inUse: (purpose = 'chat') => inUse(modelFor(choice(), purpose)),
    named: (id) => inUse(find(id)),
    providers: endpoints,
    usable() {
      const { isUsable } = choice();
      return endpoints()
        .filter(isUsable)
        .flatMap((endpoint) => endpoint.models.map((model) => asCarried(endpoint, model)));
    },
    model: (provider, name) => find(`${provider.id}/${name}`)?.model ?? modelOf(provider.id, { name }),
    endpoint: ownEndpoint,
    async probe({ model, credential, setting }, signal) {
      const endpoint = setting ? ownEndpoint(model.provider, setting) : required(model.provider);
      return (await client()).probe({ endpoint, model, credential }, signal);
    },
    keyForm: ({ id }) => keyFormOf(id, endpoints().find((each) => each.id === id)?.auth),
    findEndpoint: async ({ id: provider }, key, signal) =>
      (await client()).findEndpoint({ provider, key }, signal),
    async listModels(provider, signal) {
      const facts = await list(required(provider.id), signal);
      return facts.map(({ name }) => find(`${provider.id}/${name}`)?.model ?? modelOf(provider.id, { name }));
    },
    async refresh(providers, signal) {
      const asked = providers
        .map(({ id }) => required(id))
        .filter((endpoint) => endpoint.isEditor || !told.has(endpoint));
      await Promise.allSettled(asked.map((endpoint) => list(endpoint, signal)));
    },
    identify: async (baseUrl, signal) => (await client()).identify(baseUrl, signal),
    told(id) {
      const { provider, name } = splitModelId(id);
      return told.of(required(provider), name);
    },
    planQuota: async ({ id }, signal) => (await client()).planQuota(required(id), signal),
    discoverLocal: async (signal) => (await client()).discoverLocal(signal),
    async *examine({ provider, model, ...rest }, signal) {
      const examined = { ...rest, model: model && priced(model) };
      yield* (await client()).examine(required(provider.id), examined, signal);
    },
    async prepare() {
      // Whoever needs it then is told why it cannot be loaded.
      await Promise.resolve(client()).catch(() => undefined);
    },
    flush: async () => loaded?.flush(),
    tryNow(provider) {
      const endpoint = endpoints().find(({ id }) => id === provider);
      if (endpoint) loaded?.tryNow(endpoint);
    },
  };
}

function asCarried({ dialect }: Endpoint, model: Model): Model {
  if (!model.can.images || PICTURE_APIS.has(dialect.api)) return model;
  return { ...model, can: { ...model.can, images: false } };
}

function ownEndpoint(id: string, setting: EndpointSetting): Endpoint {
  const endpoint = createCustomEndpoint(id, setting);
  const known = CATALOG.find((each) => each.id === id);
  if (!known) return endpoint;
  const isOther = setting.dialect !== undefined || setting.openai !== undefined;
  const { dialect, auth, modelList, tasks, embeddings } = isOther ? endpoint : known;
  return { ...elsewhere(known, endpoint), dialect, auth, modelList, tasks, embeddings };
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
