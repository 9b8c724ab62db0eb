import type { Model } from '../../core/model/model.ts';
import type { Credential, ProviderInfo } from '../../core/model/providerInfo.ts';

/** A model server that answered on loopback. */
export interface LocalServer {
  readonly provider: ProviderInfo;
  readonly models: readonly Model[];
}

/** What the set-up dialogs need to know of providers; every call to the network is one the user asked for. */
export interface ProviderDirectory {
  /** The catalogue's and the user's own, in the order to offer them. */
  providers(): readonly ProviderInfo[];
  /** A model by the name on the wire; any name is accepted. */
  model(provider: ProviderInfo, name: string): Model;
  /** One real call for one token. Throws `ProviderError`. */
  probe(
    model: Model,
    credential: Credential | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly servedModel?: string; readonly timeMs: number }>;
  /** The provider that accepts a key which another one of the same family refused. */
  findEndpoint(provider: ProviderInfo, key: string, signal: AbortSignal): Promise<ProviderInfo | undefined>;
  /** Model names the server itself lists; empty when it does not say. */
  listModels(provider: ProviderInfo, signal: AbortSignal): Promise<readonly string[]>;
  discoverLocal(signal: AbortSignal): Promise<readonly LocalServer[]>;
}
