import { createHash } from 'node:crypto';
import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { Credential } from '../../core/model/providerInfo.ts';
import { dialectOf } from '../dialectOf.ts';
import type { Endpoint } from '../endpoint.ts';
import { canonicalJson } from './canonicalJson.ts';

/**
 * The name of a request's answer: SHA-256 over all that decides it (provider, address, model and body) and over a hash
 * of the key and headers that it would be let in with, so that an answer is only ever found by whoever paid for it.
 * The request's id and whether it is streamed make no difference.
 */
export function cacheKey(
  endpoint: Pick<Endpoint, 'id' | 'baseUrl' | 'headers' | 'dialect'>,
  request: ChatRequest,
  credential: Credential | undefined,
): string {
  const { id, baseUrl, headers } = endpoint;
  const dialect = dialectOf(endpoint.dialect);
  const same: ChatRequest = { ...request, id: '', delivery: 'stream' };
  return sha256(
    canonicalJson({
      provider: id,
      url: dialect.url(baseUrl, same),
      model: request.model.name,
      body: dialect.encode(same),
      account: sha256(canonicalJson({ key: credential?.value, headers })),
    }),
  );
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
