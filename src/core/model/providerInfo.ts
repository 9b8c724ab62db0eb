import type { Model } from './model.ts';

/** A provider, or an endpoint of the user's own, as far as the user sees it. */
export interface ProviderInfo {
  readonly id: string;
  readonly label: string;
  /** Name in Chinese, where it differs. */
  readonly labelZh?: string;
  /** Up to, but not including, `/chat/completions`. */
  readonly baseUrl: string;
  /** Other addresses of the same service, for when the first is in trouble. */
  readonly backupUrls?: readonly string[];
  readonly needsKey: boolean;
  /** The model runs on this machine or in the local network. */
  readonly isLocal: boolean;
  /** Where the key is sent instead, to be changed for tokens, if that is at another origin. */
  readonly tokenUrl?: string;
  /** The page on which a key is made. */
  readonly keyUrl?: string;
  readonly models: readonly Model[];
  /** What the editor has of others: nothing of it is kept, and there is no key and no address to it. */
  readonly isEditor?: true;
}

/** A provider's key. It is sent to this origin and no other, but for the provider's `tokenUrl`. */
export interface Credential {
  readonly provider: string;
  /** As `originOf` spells it. */
  readonly origin: string;
  readonly value: string;
  /** ms since 1970 UTC. */
  readonly createdAt: number;
}
