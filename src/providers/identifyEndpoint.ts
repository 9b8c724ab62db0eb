import * as z from 'zod/mini';
import type { EndpointDialect } from '../core/settings.ts';
import { type Clock, linkSignal } from './clock.ts';
import { ANTHROPIC_HEADERS, withoutVersion } from './dialects/anthropicMessages.ts';
import { isObject, parseJson } from './dialects/json.ts';
import { readModelList } from './modelLists.ts';
import { readText } from './transport/readText.ts';
import type { Transport } from './transport/transport.ts';

const TIMEOUT_MS = 5000;
const LONGEST_CHARACTERS = 4 * 1024 * 1024;

/** What an address was found to be. */
export interface IdentifiedEndpoint {
  readonly dialect: EndpointDialect;
  /** As requests want it: with the version that the address may lack. */
  readonly baseUrl: string;
}

interface Seen {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Which API an address speaks, by the shape of what it says to whoever has no key; `undefined` when that tells
 * nothing. Throws `signal.reason` when aborted.
 */
export async function identifyEndpoint(
  { transport, clock }: { readonly transport: Transport; readonly clock: Clock },
  baseUrl: string,
  signal: AbortSignal,
): Promise<IdentifiedEndpoint | undefined> {
  const root = withoutVersion(baseUrl);
  const link = linkSignal(signal);
  const timer = clock.setTimer(() => link.abort(new Error('no answer in time')), TIMEOUT_MS);
  const look = async (url: string): Promise<Seen | undefined> => {
    try {
      const headers = { accept: 'application/json', ...ANTHROPIC_HEADERS };
      const reply = await transport.send({ method: 'GET', url, headers }, link.signal);
      return { status: reply.status, body: parseJson(await readText(reply, LONGEST_CHARACTERS)) };
    } catch {
      return undefined;
    }
  };
  const [version, here, below] = await Promise.all([
    look(`${root}/api/version`),
    look(`${baseUrl}/models`),
    root === baseUrl ? look(`${root}/v1/models`) : undefined,
  ]);
  timer.cancel();
  link.unlink();
  signal.throwIfAborted();
  if (version?.status === 200 && ollamaVersion.safeParse(version.body).success)
    return { dialect: 'ollama', baseUrl: root };
  if (isAnthropic(here) || isAnthropic(below)) return { dialect: 'anthropic', baseUrl: root };
  if (isOpenai(here)) return { dialect: 'openai', baseUrl };
  if (isOpenai(below)) return { dialect: 'openai', baseUrl: `${root}/v1` };
  return undefined;
}

const ollamaVersion = z.strictObject({ version: z.string() });

/** A page of its models, or its way to refuse. */
const anthropic = z.union([
  z.object({ data: z.array(z.object({ type: z.literal('model') })).check(z.minLength(1)) }),
  z.object({ type: z.literal('error'), error: z.object({ type: z.string() }) }),
]);

const isAnthropic = (seen: Seen | undefined): boolean =>
  seen !== undefined && seen.status !== 404 && anthropic.safeParse(seen.body).success;

function isOpenai(seen: Seen | undefined): boolean {
  if (!seen) return false;
  if (seen.status === 200) return readModelList(seen.body) !== undefined;
  return (seen.status === 401 || seen.status === 403) && isObject(seen.body) && isObject(seen.body.error);
}
