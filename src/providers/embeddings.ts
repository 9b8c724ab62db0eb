import * as z from 'zod/mini';
import { addUsage, NO_USAGE, type Usage } from '../core/model/usage.ts';
import { estimateTokens } from '../core/usage/estimateTokens.ts';
import { callText } from './callText.ts';
import { dialectOf } from './dialectOf.ts';
import type { Fail, Refusal } from './dialects/dialect.ts';
import { parseJson } from './dialects/json.ts';
import type { Endpoint } from './endpoint.ts';
import type { EmbeddingApiName } from './endpointDialects.ts';
import type { OpeningDeps } from './opening.ts';
import { toldRefusal } from './toldRefusal.ts';

export interface EmbeddingRequest {
  readonly model: string;
  /** None of them empty. */
  readonly texts: readonly string[];
  /** The length of the vectors, where the model lets it be chosen; its own when absent. */
  readonly dimensions?: number;
}

export interface Embeddings {
  /** One for each text, in the order of the texts, all of one length. */
  readonly vectors: readonly Float32Array[];
  readonly usage: Usage;
}

/** An API that turns texts into vectors, and how much it takes in one call. */
interface EmbeddingApi {
  /** Below the endpoint's base URL. */
  readonly path: string;
  texts(model: string): number;
  /** Of all texts together. */
  readonly tokens?: number;
  readonly reply: z.ZodMiniType<Reply>;
}

interface Reply {
  readonly vectors: readonly { readonly index?: number | undefined; readonly embedding: readonly number[] }[];
  readonly tokens: number | undefined;
}

/** More than the JSON of one vector has, and of what stands around them all. */
const VECTOR_CHARACTERS = 128 * 1024;
const SPARE_CHARACTERS = 1024 * 1024;

/** A machine of the user's own has to answer each call within its time limit. */
const LOCAL_TEXTS = 64;

const count = z.catch(z.optional(z.number()), undefined);
const vector = z.array(z.number()).check(z.minLength(1));

const openaiReply = z.pipe(
  z.object({
    data: z.array(z.object({ index: count, embedding: vector })),
    usage: z.catch(z.optional(z.object({ prompt_tokens: count, total_tokens: count })), undefined),
  }),
  z.transform(({ data, usage }) => ({
    vectors: data,
    tokens: usage?.prompt_tokens ?? usage?.total_tokens,
  })),
);

const ollamaReply = z.pipe(
  z.object({ embeddings: z.array(vector), prompt_eval_count: count }),
  z.transform(({ embeddings, prompt_eval_count }) => ({
    vectors: embeddings.map((embedding) => ({ embedding })),
    tokens: prompt_eval_count,
  })),
);

const OPENAI = { path: '/embeddings', reply: openaiReply };

const APIS: Readonly<Record<EmbeddingApiName, EmbeddingApi>> = {
  openai: { ...OPENAI, texts: () => 2048, tokens: 300_000 },
  zhipu: { ...OPENAI, texts: () => 64 },
  qianfan: { ...OPENAI, texts: (model) => (model === 'tao-8k' ? 1 : 16) },
  dashscope: { ...OPENAI, texts: () => 10 },
  ollama: { path: '/api/embed', reply: ollamaReply, texts: () => LOCAL_TEXTS },
};

/**
 * The vectors of texts, asked for in as few calls as the API allows, one after the other. Nothing is repeated. Throws
 * `ProviderError`, for vectors that are missing or of another length than was asked for too; `RangeError` for an
 * endpoint that has no such API; and `signal.reason` when aborted.
 */
export async function embed(
  deps: OpeningDeps,
  endpoint: Endpoint,
  { model, texts, dimensions }: EmbeddingRequest,
  signal: AbortSignal,
): Promise<Embeddings> {
  const api = endpoint.embeddings && APIS[endpoint.embeddings];
  if (!api) throw new RangeError(`${endpoint.id} turns no texts into vectors`);
  const most = Math.min(api.texts(model), endpoint.isLocal ? LOCAL_TEXTS : Number.POSITIVE_INFINITY);
  const vectors: Float32Array[] = [];
  let usage = NO_USAGE;
  for (const input of batchesOf(texts, { most, mostTokens: api.tokens ?? Number.POSITIVE_INFINITY })) {
    const body = JSON.stringify({ model, input, ...(dimensions !== undefined && { dimensions }) });
    const longestCharacters = SPARE_CHARACTERS + input.length * VECTOR_CHARACTERS;
    const call = { method: 'POST', path: api.path, body, modelName: model, longestCharacters } as const;
    const { text, fail } = await callText(deps, endpoint, call, signal);
    const told = parseJson(text);
    const { data: reply } = api.reply.safeParse(told);
    if (!reply) throw fail(toldRefusal(dialectOf(endpoint.dialect), told, deps.clock.now()) ?? UNREADABLE);
    const length = dimensions ?? vectors[0]?.length;
    vectors.push(...inOrder(reply, { count: input.length, length }, fail));
    usage = addUsage(usage, usageOf(reply, input));
  }
  return { vectors, usage };
}

const UNREADABLE: Refusal = { kind: 'protocol', note: 'vectors that cannot be read' };

function* batchesOf(
  texts: readonly string[],
  { most, mostTokens }: { readonly most: number; readonly mostTokens: number },
): Generator<readonly string[]> {
  let batch: string[] = [];
  let tokens = 0;
  for (const text of texts) {
    const more = estimateTokens(text);
    if (batch.length === most || (batch.length > 0 && tokens + more > mostTokens)) {
      yield batch;
      batch = [];
      tokens = 0;
    }
    batch.push(text);
    tokens += more;
  }
  if (batch.length > 0) yield batch;
}

/** The vectors in the order of their texts: a provider may tell it by their indices only. */
function inOrder(
  { vectors }: Reply,
  wanted: { readonly count: number; readonly length: number | undefined },
  fail: Fail,
): readonly Float32Array[] {
  const placed: Float32Array[] = [];
  for (const [position, { index = position, embedding }] of vectors.entries())
    placed[index] = Float32Array.from(embedding);
  const isWhole =
    vectors.length === wanted.count &&
    placed.length === wanted.count &&
    Array.from(placed).every((each) => each !== undefined);
  if (!isWhole)
    throw fail({
      kind: 'protocol',
      note: `${vectors.length} vectors for ${wanted.count} texts, or twice one`,
    });
  const length = wanted.length ?? placed[0]?.length;
  const other = placed.find((each) => each.length !== length);
  if (other) throw fail({ kind: 'protocol', note: `a vector of ${other.length} numbers, not of ${length}` });
  return placed;
}

function usageOf({ tokens }: Reply, texts: readonly string[]): Usage {
  const inputTokens = tokens ?? texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  return { ...NO_USAGE, inputTokens, estimated: tokens === undefined };
}
