import { createProvider } from '../../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../../src/providers/endpoint.ts';
import { modelOf } from '../../../src/providers/modelOf.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import { median } from '../row.ts';

const WARM_UP = 50;
const ROUNDS = 300;

/** Asks in turns with the client and with its transport alone, warm, and reports by how much they differ. */
async function compareStarts(address: string): Promise<{ addedMs: number; floorMs: number }> {
  const baseUrl = `${address}/event/20/v1`;
  const transport = createDirectTransport();
  const { signal } = new AbortController();
  const provider = createProvider(
    { transport, record: () => {} },
    createCustomEndpoint('bench', { baseUrl }),
    async () => undefined,
  );
  const question = {
    id: 'bench',
    purpose: 'chat',
    model: modelOf('bench', { name: 'bench-model' }),
    messages: [{ role: 'user', text: 'Count.' }],
  } as const;
  const body = JSON.stringify({ model: 'bench-model', messages: question.messages, stream: true });

  const viaClient = async (): Promise<number> => {
    const startedAt = performance.now();
    let firstMs: number | undefined;
    for await (const { type } of provider.stream(question, signal))
      if (type === 'text-delta') firstMs ??= performance.now() - startedAt;
    return firstMs ?? Number.NaN;
  };
  const bare = async (): Promise<number> => {
    const startedAt = performance.now();
    let firstMs: number | undefined;
    const reply = await transport.send(
      { method: 'POST', url: `${baseUrl}/chat/completions`, headers: {}, body },
      signal,
    );
    for await (const _ of reply.body) firstMs ??= performance.now() - startedAt;
    return firstMs ?? Number.NaN;
  };

  const floors: number[] = [];
  const added: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const [floor, client] = [await bare(), await viaClient()];
    if (round < 0) continue;
    floors.push(floor);
    added.push(client - floor);
  }
  return { addedMs: median(added), floorMs: median(floors) };
}

process.send?.(await compareStarts(process.argv[2] ?? ''));
process.exit();
