import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { median, type Row } from '../row.ts';
import type { ClientMeasurement } from './client.ts';
import { charactersOf, type Framing } from './framing.ts';
import { installPeers } from './peers.ts';

const TOKENS = 100_000;
const ROUNDS = 5;

/** Each is a module of `clients`. */
const CLIENTS = ['floor', 'inkstone', 'openaiSdk', 'aiSdk'] as const;
type ClientName = (typeof CLIENTS)[number];

/**
 * CPU time for each token of an answer that comes as fast as it can: Inkstone, its peers, and the floor, which is
 * undici alone with nobody looking at the bytes. Every measurement is a fresh process; rounds are interleaved.
 */
export async function measureTokens(): Promise<readonly Row[]> {
  installPeers();
  const server = fork(path.join(import.meta.dirname, 'tokenServer.ts'));
  try {
    const [port] = (await once(server, 'message')) as [number];
    const address = `http://127.0.0.1:${port}`;
    const rows: Row[] = [];
    for (const framing of ['large', 'event'] as const) rows.push(...(await compare(address, framing)));
    rows.push(await growth(address));
    return rows;
  } finally {
    server.kill();
  }
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

/** Microseconds of CPU. Throws when the client did not get all of the text. */
async function measure(name: ClientName, address: string, tokens: number): Promise<number> {
  const child = fork(path.join(import.meta.dirname, 'measureClient.ts'), [name, address, String(tokens)]);
  const { cpuMicros, characters } = await resultOf(child);
  const isWhole = name === 'floor' ? characters > 0 : characters === charactersOf(tokens);
  if (!isWhole) throw new Error(`${name} read ${characters} characters of ${charactersOf(tokens)}`);
  return cpuMicros;
}

async function resultOf(child: ChildProcess): Promise<ClientMeasurement> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the measured process ended with ${code}`)));
  });
}
