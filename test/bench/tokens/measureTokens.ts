import { installPeers } from '../peers.ts';
import { median, type Row } from '../row.ts';
import type { Framing } from './framing.ts';
import { measureCrowd } from './measureCrowd.ts';
import { CLIENTS, type ClientName, measure, withTokenServer } from './measured.ts';
import { measurePaced } from './measurePaced.ts';
import { measureStart } from './measureStart.ts';

const TOKENS = 100_000;
const ROUNDS = 5;

/**
 * CPU time for each token of an answer that comes as fast as it can: Inkstone, its peers, and the floor, which is
 * undici alone with nobody looking at the bytes. Every measurement is a fresh process; rounds are interleaved.
 */
export async function measureTokens(): Promise<readonly Row[]> {
  installPeers();
  const rows = await withTokenServer(async (address) => [
    ...(await compare(address, 'large')),
    ...(await compare(address, 'event')),
    await growth(address),
  ]);
  return [...rows, ...(await measurePaced()), ...(await measureStart()), ...(await measureCrowd())];
}

async function compare(address: string, framing: Framing): Promise<Row[]> {
  const micros = new Map<ClientName, number[]>(CLIENTS.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const name of CLIENTS)
      micros.get(name)?.push((await measure(name, `${address}/${framing}`, TOKENS)) / TOKENS);
  const of = (name: ClientName): number => median(micros.get(name) ?? []);
  const floor = of('floor');
  const how = framing === 'large' ? 'chunks of any size' : 'a chunk an event';
  return [
    { what: `CPU per token over the floor, ${how}`, value: of('inkstone') / floor, unit: '×', budget: 3 },
    {
      what: `CPU per token, ${how}`,
      value: of('inkstone'),
      unit: 'µs',
      note: `floor ${floor.toFixed(2)} µs`,
    },
    {
      what: `… of the openai package’s, ${how}`,
      value: of('inkstone') / of('openaiSdk'),
      unit: '×',
      budget: 0.33,
      note: `${of('openaiSdk').toFixed(2)} µs`,
    },
    {
      what: `… of the AI SDK’s, ${how}`,
      value: of('inkstone') / of('aiSdk'),
      unit: '×',
      budget: 0.08,
      note: `${of('aiSdk').toFixed(2)} µs`,
    },
  ];
}

/** Ten times the tokens may cost little more than ten times the CPU: nothing may look at an answer twice. */
async function growth(address: string): Promise<Row> {
  const short: number[] = [];
  const long: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    short.push(await measure('inkstone', `${address}/large`, TOKENS / 10));
    long.push(await measure('inkstone', `${address}/large`, TOKENS));
  }
  return {
    what: 'CPU of 100,000 tokens over that of 10,000',
    value: median(long) / median(short),
    unit: '×',
    budget: 11,
  };
}
