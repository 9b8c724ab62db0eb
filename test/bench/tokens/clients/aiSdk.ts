import { loadPeer } from '../../peers.ts';
import type { Client } from '../client.ts';

interface AiSdk {
  streamText(options: { model: unknown; prompt: string }): { readonly textStream: AsyncIterable<string> };
}

interface OpenaiCompatible {
  createOpenAICompatible(options: { name: string; baseURL: string }): (model: string) => unknown;
}

/** Vercel's AI SDK: `streamText` over its provider for compatible servers. */
export async function createClient(): Promise<Client> {
  const { streamText } = loadPeer<AiSdk>('ai');
  const { createOpenAICompatible } = loadPeer<OpenaiCompatible>('@ai-sdk/openai-compatible');
  return async (baseUrl) => {
    const model = createOpenAICompatible({ name: 'bench', baseURL: baseUrl })('bench-model');
    let characters = 0;
    for await (const text of streamText({ model, prompt: 'Count.' }).textStream) characters += text.length;
    return characters;
  };
}
