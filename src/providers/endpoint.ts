import { isLocalUrl } from '../core/model/localUrl.ts';
import { originOf } from '../core/model/origin.ts';
import type { ProviderInfo } from '../core/model/providerInfo.ts';
import type { EndpointSetting } from '../core/settings.ts';
import { SPEECH, type Speech } from './endpointDialects.ts';
import { modelOf } from './modelOf.ts';

/** A provider and all that is needed to speak to it. */
export interface Endpoint extends ProviderInfo, Speech {
  /** It takes many requests in one file, at a lower price, by Zhipu's batch API. */
  readonly takesBatches?: true;
  /** Sent with every request. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The user's own endpoint: a gateway, a company's server, vLLM, the server of Open-AutoGLM … Throws
 * `TypeError` when `baseUrl` is not a URL.
 */
export function createCustomEndpoint(id: string, setting: EndpointSetting): Endpoint {
  const headers = Object.fromEntries(
    Object.entries(setting.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const isLocal = isLocalUrl(setting.baseUrl);
  const speech = SPEECH[setting.dialect ?? 'openai'](setting);
  return {
    id,
    label: setting.label ?? id,
    baseUrl: setting.baseUrl.replace(/\/+$/, ''),
    backupUrls: (setting.backupUrls ?? []).map((url) => url.replace(/\/+$/, '')),
    // A client of OAuth2 is asked for its secret in a company's own network too.
    needsKey: (!isLocal || typeof speech.auth === 'object') && !bringsKey(headers),
    isLocal,
    models: (setting.models ?? []).map((model) => modelOf(id, model)),
    ...tokensFrom(speech, setting.baseUrl),
    ...speech,
    headers,
  };
}

function tokensFrom({ auth }: Speech, baseUrl: string): Pick<ProviderInfo, 'tokenUrl'> {
  if (typeof auth === 'string') return {};
  const { tokenUrl } = auth;
  return URL.canParse(tokenUrl) && originOf(tokenUrl) !== originOf(baseUrl) ? { tokenUrl } : {};
}

/** Whether headers are a way in of their own, beside which no key is needed. */
export function bringsKey(headers: Endpoint['headers']): boolean {
  return Object.keys(headers).some((name) => /authorization|api-?key|token/.test(name));
}
