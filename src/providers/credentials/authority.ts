import type { Credential } from '../../core/model/providerInfo.ts';
import type { Clock } from '../clock.ts';
import type { Transport } from '../transport/transport.ts';

/** A request that wants to be let in. */
export interface Call {
  readonly method: string;
  readonly url: string;
}

export interface Authorisation {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the request goes: with what the scheme puts into the address. */
  readonly url: string;
  /** What must not be seen in anything that is said about the request. */
  readonly secrets: readonly string[];
}

/** One scheme. */
export interface Authority {
  /** Throws `ProviderError` when what it asks for is refused, and `signal.reason` when aborted. */
  authorise(call: Call, credential: Credential, signal: AbortSignal): Authorisation | Promise<Authorisation>;
  /** Drops what was made of the key, after the provider called it expired; false when nothing ever is. */
  renew(credential: Credential, refused: RefusedCall): boolean;
}

/** A request that was not let in. */
export interface RefusedCall {
  /** As it was sent: a token that another request has got since is not the one that was refused. */
  readonly authorisation: Authorisation;
  /** ms since 1970 UTC: the provider's time, where it gave one. */
  readonly serverNow: number | undefined;
}

export interface AuthorityDeps {
  /** Fetches tokens, where a scheme has to. */
  readonly transport: Transport;
  readonly clock: Clock;
}
