import { median, type Row } from '../row.ts';
import { CLIENTS, type ClientName, measure, withTokenServer } from './measured.ts';

const TOKENS = 8000;
const ROUNDS = 5;

/** The same at the speed of a fast model, 1,000 tokens a second: waking up costs more than reading then. */
export async function measurePaced(): Promise<readonly Row[]> {
  return withTokenServer(async (address) => {
    const micros = new Map<ClientName, number[]>(CLIENTS.map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round++)
      for (const name of CLIENTS)
        micros.get(name)?.push((await measure(name, `${address}/paced`, TOKENS)) / TOKENS);
    const of = (name: ClientName): number => median(micros.get(name) ?? []);
    const floor = of('floor');
    const what = 'CPU per token over the floor, 1,000 tokens a second';
    return [
      {
        what,
        value: of('inkstone') / floor,
        unit: '×',
        budget: 1.15,
        note: `floor ${floor.toFixed(0)} µs, openai ${(of('openaiSdk') / floor).toFixed(2)} ×, AI SDK ${(of('aiSdk') / floor).toFixed(2)} ×`,
      },
    ];
  });
}
