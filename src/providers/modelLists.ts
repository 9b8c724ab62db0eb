import * as z from 'zod/mini';
import { withoutVersion } from './dialects/anthropicMessages.ts';
import type { ModelFacts } from './modelOf.ts';

/** Asks a server for JSON, with a body by POST; `undefined` when it has none to give. */
export type Ask = (url: string, body?: object) => Promise<unknown>;

/** What a server says of its models, in its own order; `undefined` when it does not say. */
type ReadModels = (baseUrl: string, ask: Ask) => Promise<readonly ModelFacts[] | undefined>;

/** How a server is asked for its models. */
export type ModelListKind = 'openai' | 'anthropic' | 'ollama' | 'lmstudio' | 'llamacpp' | 'none';

export const MODEL_LISTS: Readonly<Record<ModelListKind, ReadModels>> = {
  none: async () => undefined,

  openai: async (baseUrl, ask) => readModelList(await ask(`${baseUrl}/models`))?.map(factsOf),

  async anthropic(baseUrl, ask) {
    const models: ModelFacts[] = [];
    let after = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const url = `${withoutVersion(baseUrl)}/v1/models?limit=1000${after && `&after_id=${encodeURIComponent(after)}`}`;
      const list = read(anthropicModels, await ask(url));
      if (!list) return page === 0 ? undefined : models;
      models.push(
        ...list.data.map(({ id, display_name, max_input_tokens, max_tokens, capabilities }) => ({
          name: id,
          label: display_name,
          contextTokens: max_input_tokens,
          maxOutputTokens: max_tokens,
          tools: id.startsWith('claude') || undefined,
          images: capabilities?.image_input?.supported,
          reasoning: capabilities?.thinking?.supported,
        })),
      );
      if (!list.has_more || !list.last_id || list.last_id === after) break;
      after = list.last_id;
    }
    return models;
  },

  async ollama(baseUrl, ask) {
    const root = withoutVersion(baseUrl);
    const [tags, loaded] = await Promise.all([ask(`${root}/api/tags`), ask(`${root}/api/ps`)]);
    const list = read(ollamaTags, tags)?.models;
    const contexts = new Map(
      read(ollamaLoaded, loaded)?.models.map(({ name, context_length }) => [name, context_length]),
    );
    const models = list?.map(async ({ name, capabilities: tagged }, index) => {
      const shown =
        index < MOST_SHOWN ? read(ollamaModel, await ask(`${root}/api/show`, { model: name })) : undefined;
      const capabilities = shown?.capabilities ?? tagged;
      if (capabilities && !capabilities.includes('completion')) return [];
      const most = count.parse(
        Object.entries(shown?.model_info ?? {}).find(([field]) => field.endsWith('.context_length'))?.[1],
      );
      return {
        name,
        // What is loaded is loaded anew when it is asked for with another window.
        contextTokens: contexts.get(name) ?? (most && Math.min(most, OLLAMA_CONTEXT_TOKENS)),
        tools: capabilities?.includes('tools'),
        images: capabilities?.includes('vision'),
        reasoning: capabilities?.includes('thinking'),
      };
    });
    return models && (await Promise.all(models)).flat();
  },

  async lmstudio(baseUrl, ask) {
    const native = read(lmstudioModels, await ask(`${withoutVersion(baseUrl)}/api/v1/models`));
    if (!native) return MODEL_LISTS.openai(baseUrl, ask);
    return native.models
      .filter(({ type }) => type === undefined || type === 'llm')
      .map(({ key, display_name, loaded_instances, max_context_length, capabilities }) => ({
        name: key,
        label: display_name,
        contextTokens: loaded_instances?.[0]?.config?.context_length ?? max_context_length,
        tools: capabilities?.trained_for_tool_use,
        images: capabilities?.vision,
      }));
  },

  async llamacpp(baseUrl, ask) {
    const [props, list] = await Promise.all([
      ask(`${withoutVersion(baseUrl)}/props`),
      ask(`${baseUrl}/models`),
    ]);
    const known = read(llamacppProps, props);
    return readModelList(list)?.map(({ id }) => ({
      name: id,
      label: id
        .split('/')
        .at(-1)
        ?.replace(/\.gguf$/, ''),
      contextTokens: known?.default_generation_settings.n_ctx,
      images: known?.modalities?.vision,
    }));
  },
};

const MOST_PAGES = 20;
const MOST_SHOWN = 64;

/** A window takes memory for each of its tokens, used or not; who has more of it sets `contextTokens`. */
const OLLAMA_CONTEXT_TOKENS = 32_768;

const optional = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(z.optional(schema), undefined);

const count = optional(z.int().check(z.positive()));
const flag = optional(z.boolean());
const texts = optional(z.array(z.string()));
const ability = optional(z.object({ supported: flag }));
/** In dollars a token, as text. */
const rate = optional(z.pipe(z.string(), z.transform(Number)));

/** OpenAI's list, with what vLLM, OpenRouter, Moonshot and llama.cpp add. */
const modelList = z.object({
  data: z.array(
    z.object({
      id: z.string().check(z.minLength(1)),
      name: optional(z.string()),
      owned_by: optional(z.string()),
      max_model_len: count,
      context_length: count,
      supports_image_in: flag,
      supports_reasoning: flag,
      supported_parameters: texts,
      top_provider: optional(z.object({ max_completion_tokens: count })),
      architecture: optional(z.object({ input_modalities: texts })),
      pricing: optional(z.object({ prompt: rate, completion: rate, input_cache_read: rate })),
    }),
  ),
});

type ListedModel = z.infer<typeof modelList>['data'][number];

/** The list in a reply of `GET …/models`, or `undefined` when it is none. */
export function readModelList(body: unknown): readonly ListedModel[] | undefined {
  return read(modelList, body)?.data;
}

function factsOf({ id, name, supported_parameters: parameters, pricing, ...model }: ListedModel): ModelFacts {
  const { prompt, completion, input_cache_read } = pricing ?? {};
  // A router that sets the price by what it chooses says -1.
  const isPriced = prompt !== undefined && completion !== undefined && prompt >= 0 && completion >= 0;
  return {
    name: id,
    label: name,
    contextTokens: model.max_model_len ?? model.context_length,
    maxOutputTokens: model.top_provider?.max_completion_tokens,
    tools: parameters?.includes('tools'),
    images: model.supports_image_in ?? model.architecture?.input_modalities?.includes('image'),
    reasoning: model.supports_reasoning ?? parameters?.includes('reasoning'),
    price: isPriced
      ? {
          currency: 'USD',
          inputPerMillion: perMillion(prompt),
          outputPerMillion: perMillion(completion),
          ...(input_cache_read !== undefined && { cachedInputPerMillion: perMillion(input_cache_read) }),
        }
      : undefined,
  };
}

/** Without the error of a binary fraction: 0.0000014 is 1.4 a million. */
const perMillion = (perToken: number): number => Number((perToken * 1_000_000).toPrecision(6));

const anthropicModels = z.object({
  data: z.array(
    z.object({
      id: z.string().check(z.minLength(1)),
      display_name: optional(z.string()),
      max_input_tokens: count,
      max_tokens: count,
      capabilities: optional(z.object({ image_input: ability, thinking: ability })),
    }),
  ),
  has_more: flag,
  last_id: optional(z.string()),
});

const ollamaTags = z.object({
  models: z.array(z.object({ name: z.string(), capabilities: texts })),
});

const ollamaLoaded = z.object({ models: z.array(z.object({ name: z.string(), context_length: count })) });

const ollamaModel = z.object({
  capabilities: texts,
  model_info: optional(z.record(z.string(), z.unknown())),
});

/** Those of LM Studio itself, which no other server has. */
export const lmstudioModels = z.object({
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

export const llamacppProps = z.object({
  default_generation_settings: z.object({ n_ctx: z.int().check(z.positive()) }),
  modalities: optional(z.object({ vision: flag })),
});

function read<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}
