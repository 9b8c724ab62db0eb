import { estimateTokens } from '../../src/core/usage/estimateTokens.ts';

interface EmbeddingCall {
  readonly input: readonly string[];
  readonly dimensions?: number;
}

/** A vector that tells texts apart: the codes of the first characters, and zeros. */
export const vectorOf = (text: string, dimensions = 4): readonly number[] =>
  Array.from({ length: dimensions }, (_, index) => text.charCodeAt(index) || 0);

const tokensOf = ({ input }: EmbeddingCall): number =>
  input.reduce((tokens, text) => tokens + estimateTokens(text), 0);

/** A reply as OpenAI's API has it, the last text first: the indices tell the order. */
export function openaiEmbeddings(body: unknown): object {
  const call = body as EmbeddingCall;
  const tokens = tokensOf(call);
  const data = call.input.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: vectorOf(text, call.dimensions),
  }));
  return { object: 'list', data: data.reverse(), usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

/** A reply as Ollama's API has it. */
export function ollamaEmbeddings(body: unknown): object {
  const call = body as EmbeddingCall;
  return {
    embeddings: call.input.map((text) => vectorOf(text, call.dimensions)),
    prompt_eval_count: tokensOf(call),
  };
}
