import type { Model } from '../../core/model/model.ts';
import type { PlanQuota } from '../../core/model/planQuota.ts';
import type { Credential, ProviderInfo } from '../../core/model/providerInfo.ts';
import type { EndpointDialect, EndpointSetting } from '../../core/settings.ts';

/** A model server that answered on loopback. */
export interface LocalServer {
  readonly provider: ProviderInfo;
  readonly models: readonly Model[];
}

export interface ProbeInput {
  readonly model: Model;
  readonly credential?: Credential;
  /** Of an endpoint that the settings do not hold yet, or hold otherwise. */
  readonly setting?: EndpointSetting;
}

/** What the set-up dialogs need to know of providers; every call to the network is one the user asked for. */
export interface ProviderDirectory {
  /** The catalogue's and the user's own, in the order to offer them. */
  providers(): readonly ProviderInfo[];
  /** A model by the name on the wire; any name is accepted. */
  model(provider: ProviderInfo, name: string): Model;
  /** An endpoint of the user's own as it would be with this setting. */
  endpoint(id: string, setting: EndpointSetting): ProviderInfo;
  /** One real call for one token. Throws `ProviderError`. */
  probe(
    input: ProbeInput,
    signal: AbortSignal,
  ): Promise<{ readonly servedModel?: string; readonly timeMs: number }>;
  /** What keys of a provider look like, as an example; `undefined` when nobody knows. */
  keyForm(
    provider: ProviderInfo,
  ): { readonly form: string; readonly matches: { test(key: string): boolean } } | undefined;
  /** The provider that accepts a key which another one of the same family refused. */
  findEndpoint(provider: ProviderInfo, key: string, signal: AbortSignal): Promise<ProviderInfo | undefined>;
  /** The models that the server itself lists, with what it says of them; none when it does not say. */
  listModels(provider: ProviderInfo, signal: AbortSignal): Promise<readonly Model[]>;
  /** Asks those that have not said since the start which models they have, for `providers` to tell. Never rejects. */
  refresh(providers: readonly ProviderInfo[], signal: AbortSignal): Promise<void>;
  /** What is used up of a plan; `undefined` when the provider does not say. */
  planQuota(provider: ProviderInfo, signal: AbortSignal): Promise<PlanQuota | undefined>;
  /** Which API an address speaks, and the address as requests want it; `undefined` when that cannot be told. */
  identify(
    baseUrl: string,
    signal: AbortSignal,
  ): Promise<{ readonly dialect: EndpointDialect; readonly baseUrl: string } | undefined>;
  discoverLocal(signal: AbortSignal): Promise<readonly LocalServer[]>;
}
