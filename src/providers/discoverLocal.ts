import * as z from 'zod/mini';
import type { Model } from '../core/model/model.ts';
import { CATALOG } from './catalog.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import { getJson } from './getJson.ts';
import { readModelList } from './listModels.ts';
import { type ModelFacts, modelOf } from './modelOf.ts';
import type { Transport } from './transport/transport.ts';

/** Longer than any answer takes that stays on this machine, and short enough to wait for. */
const TIMEOUT_MS = 500;

export interface LocalPorts {
  readonly ollama: readonly number[];
  readonly lmstudio: readonly number[];
  readonly llamacpp: readonly number[];
  readonly vllm: readonly number[];
}

/** Where the servers listen unless told otherwise; llama.cpp has had several ideas. */
export const LOCAL_PORTS: LocalPorts = {
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
 * if it answers in its own shape. Nothing is sent but bare GETs. Throws `signal.reason` when aborted.
 */
export async function discoverLocal(
  { transport, clock = systemClock, ports = LOCAL_PORTS }: DiscoverLocalDeps,
  signal: AbortSignal,
): Promise<readonly LocalServer[]> {
  const looks = (Object.keys(LOOKS) as (keyof LocalPorts)[]).flatMap((id) =>
    ports[id].map(async (port) => {
      const root = `http://127.0.0.1:${port}`;
      const facts = await LOOKS[id]((path) =>
        getJson({ transport, clock }, { url: root + path, timeoutMs: TIMEOUT_MS }, signal),
      );
      return facts && serverAt(id, root, facts);
    }),
  );
  return (await Promise.all(looks)).filter((server) => server !== undefined);
}

type Get = (path: string) => Promise<unknown>;

/** How each server is known, and what its models are: `undefined` when it is another. */
const LOOKS: Readonly<Record<keyof LocalPorts, (get: Get) => Promise<readonly ModelFacts[] | undefined>>> = {
  async ollama(get) {
    const [version, tags, loaded] = await Promise.all([
      get('/api/version'),
      get('/api/tags'),
      get('/api/ps'),
    ]);
    if (!ollamaVersion.safeParse(version).success) return undefined;
    const contexts = new Map(
      read(ollamaLoaded, loaded)?.models.map(({ name, context_length }) => [name, context_length]),
    );
    const models = read(ollamaTags, tags)?.models ?? [];
    return models
      .filter(({ capabilities }) => !capabilities || capabilities.includes('completion'))
      .map(({ name, capabilities = [] }) => ({
        name,
        contextTokens: contexts.get(name) ?? OLLAMA_CONTEXT_TOKENS,
        tools: capabilities.includes('tools'),
        images: capabilities.includes('vision'),
        reasoning: capabilities.includes('thinking'),
      }));
  },

  async lmstudio(get) {
    const [native, plain] = await Promise.all([get('/api/v1/models'), get('/v1/models')]);
    const models = read(lmstudioModels, native)?.models;
    if (models)
      return models
        .filter(({ type }) => type === undefined || type === 'llm')
        .map(({ key, display_name, loaded_instances, max_context_length, capabilities }) => ({
          name: key,
          label: display_name,
          contextTokens: loaded_instances?.[0]?.config?.context_length ?? max_context_length,
          tools: capabilities?.trained_for_tool_use ?? false,
          images: capabilities?.vision ?? false,
        }));
    return readModelList(plain)?.map(({ id }) => ({ name: id }));
  },

  async llamacpp(get) {
    const [props, list] = await Promise.all([get('/props'), get('/v1/models')]);
    const known = read(llamacppProps, props);
    if (!known) return undefined;
    const contextTokens = known.default_generation_settings.n_ctx;
    return (readModelList(list) ?? []).map(({ id }) => ({
      name: id,
      label: id
        .split('/')
        .at(-1)
        ?.replace(/\.gguf$/, ''),
      contextTokens,
    }));
  },

  async vllm(get) {
    const list = readModelList(await get('/v1/models'));
    if (!list?.some(({ owned_by }) => owned_by === 'vllm')) return undefined;
    return list.map(({ id, max_model_len }) => ({ name: id, contextTokens: max_model_len }));
  },
};

/** What Ollama gives a model on a machine without much video memory; longer prompts it cuts without a word. */
const OLLAMA_CONTEXT_TOKENS = 4096;

const count = z.catch(z.optional(z.int().check(z.positive())), undefined);
const flag = z.catch(z.optional(z.boolean()), undefined);

const ollamaVersion = z.object({ version: z.string() });

const ollamaTags = z.object({
  models: z.array(
    z.object({ name: z.string(), capabilities: z.catch(z.optional(z.array(z.string())), undefined) }),
  ),
});

const ollamaLoaded = z.object({ models: z.array(z.object({ name: z.string(), context_length: count })) });

const lmstudioModels = z.object({
  models: z.array(
    z.object({
      key: z.string(),
      type: z.optional(z.string()),
      display_name: z.optional(z.string()),
      max_context_length: count,
      loaded_instances: z.optional(
        z.array(z.object({ config: z.optional(z.object({ context_length: count })) })),
      ),
      capabilities: z.optional(z.object({ vision: flag, trained_for_tool_use: flag })),
    }),
  ),
});

const llamacppProps = z.object({
  default_generation_settings: z.object({ n_ctx: z.int().check(z.positive()) }),
});

function read<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

function serverAt(id: keyof LocalPorts, root: string, facts: readonly ModelFacts[]): LocalServer {
  const known = CATALOG.find((endpoint) => endpoint.id === id)!;
  const baseUrl = root + new URL(known.baseUrl).pathname.replace(/\/$/, '');
  const models = facts.map((model) => modelOf(id, model));
  return { provider: { ...known, baseUrl, models }, models };
}
