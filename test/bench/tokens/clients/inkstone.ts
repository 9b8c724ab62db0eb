import { createProvider } from '../../../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../../../src/providers/endpoint.ts';
import { modelOf } from '../../../../src/providers/modelOf.ts';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import type { Client } from '../client.ts';

/** Inkstone's provider with every policy around it, over its own direct transport. */
export async function createClient(): Promise<Client> {
  const transport = createDirectTransport();
  return async (baseUrl) => {
    const endpoint = createCustomEndpoint('bench', { baseUrl });
    const provider = createProvider({ transport, record: () => {} }, endpoint, async () => undefined);
    const question = {
      id: 'bench',
      purpose: 'chat',
      model: modelOf('bench', { name: 'bench-model' }),
      messages: [{ role: 'user', text: 'Count.' }],
    } as const;
    let characters = 0;
    for await (const event of provider.stream(question, new AbortController().signal))
      if (event.type === 'text-delta') characters += event.text.length;
    return characters;
  };
}
