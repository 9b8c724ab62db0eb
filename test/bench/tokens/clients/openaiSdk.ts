import { loadPeer } from '../../peers.ts';
import type { Client } from '../client.ts';

interface OpenaiSdk {
  readonly OpenAI: new (options: {
    baseURL: string;
    apiKey: string;
  }) => {
    readonly chat: {
      readonly completions: {
        create(
          request: object,
        ): Promise<
          AsyncIterable<{ readonly choices: readonly { readonly delta: { readonly content?: string } }[] }>
        >;
      };
    };
  };
}

/** The `openai` package, streaming. */
export async function createClient(): Promise<Client> {
  const { OpenAI } = loadPeer<OpenaiSdk>('openai');
  return async (baseUrl) => {
    const client = new OpenAI({ baseURL: baseUrl, apiKey: 'none' });
    const stream = await client.chat.completions.create({
      model: 'bench-model',
      messages: [{ role: 'user', content: 'Count.' }],
      stream: true,
    });
    let characters = 0;
    for await (const chunk of stream) characters += chunk.choices[0]?.delta.content?.length ?? 0;
    return characters;
  };
}
