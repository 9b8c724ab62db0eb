import * as z from 'zod/mini';
import type { Model } from '../core/model/model.ts';
import { CATALOG } from './catalog.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import { getJson } from './getJson.ts';
import { llamacppProps, lmstudioModels, MODEL_LISTS, readModelList } from './modelLists.ts';
import { modelOf } from './modelOf.ts';
import type { Transport } from './transport/transport.ts';

/** Longer than any answer takes that stays on this machine, and short enough to wait for. */
const LOOK_MS = 500;

/** For whoever has been found: many models take a while to be read. */
const LIST_MS = 5000;

export interface LocalPorts {
  readonly ollama: readonly number[];
  readonly lmstudio: readonly number[];
  readonly llamacpp: readonly number[];
  readonly vllm: readonly number[];
}

/** Where the servers listen unless told otherwise; llama.cpp has had several ideas. */
const LOCAL_PORTS: LocalPorts = {
  ollama: [11_434],
  lmstudio: [1234],
  llamacpp: [8080, 9931, 8012],
  vllm: [8000],
};

/** A model server that answered. */
export interface LocalServer {
  /** The catalogue's, at the port where it was found, with the models that it has. */
  readonly provider: Endpoint;
  readonly models: readonly Model[];
}

export interface DiscoverLocalDeps {
  readonly transport: Transport;
  readonly clock?: Clock;
  readonly ports?: LocalPorts;
}

/**
 * Looks for model servers on this machine, all at once. Other software uses the same ports, so a server counts only
 * if it answers in its own shape; only then is it asked for its models. Throws `signal.reason` when aborted.
 */
export async function discoverLocal(
  { transport, clock = systemClock, ports = LOCAL_PORTS }: DiscoverLocalDeps,
  signal: AbortSignal,
): Promise<readonly LocalServer[]> {
  const ask = (url: string, timeoutMs: number, body?: object): Promise<unknown> =>
    getJson({ transport, clock }, { url, body, timeoutMs }, signal);
  const looks = (Object.keys(LOOKS) as (keyof LocalPorts)[]).flatMap((id) =>
    ports[id].map(async (port) => {
      const root = `http://127.0.0.1:${port}`;
      if (!(await LOOKS[id]((path) => ask(root + path, LOOK_MS)))) return undefined;
      const known = CATALOG.find((endpoint) => endpoint.id === id)!;
      const baseUrl = root + new URL(known.baseUrl).pathname.replace(/\/$/, '');
      const list = MODEL_LISTS[known.modelList ?? 'openai'];
      const facts = (await list(baseUrl, (url, body) => ask(url, LIST_MS, body))) ?? [];
      const models = facts.map((model) => modelOf(id, model));
      return { provider: { ...known, baseUrl, models }, models };
    }),
  );
  return (await Promise.all(looks)).filter((server) => server !== undefined);
}

type Get = (path: string) => Promise<unknown>;

/** How each server is known. */
const LOOKS: Readonly<Record<keyof LocalPorts, (get: Get) => Promise<boolean>>> = {
  ollama: async (get) => ollamaVersion.safeParse(await get('/api/version')).success,
  async lmstudio(get) {
    const [native, plain] = await Promise.all([get('/api/v1/models'), get('/v1/models')]);
    return lmstudioModels.safeParse(native).success || readModelList(plain) !== undefined;
  },
  llamacpp: async (get) => llamacppProps.safeParse(await get('/props')).success,
  vllm: async (get) =>
    readModelList(await get('/v1/models'))?.some(({ owned_by }) => owned_by === 'vllm') ?? false,
};

const ollamaVersion = z.object({ version: z.string() });
