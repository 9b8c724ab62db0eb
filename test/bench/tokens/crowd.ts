import type { Purpose } from '../../../src/core/model/chatRequest.ts';
import { systemClock } from '../../../src/providers/clock.ts';
import { createProvider } from '../../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../../src/providers/endpoint.ts';
import { modelOf } from '../../../src/providers/modelOf.ts';
import { createTraffic, type Traffic } from '../../../src/providers/policy/traffic.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import { charactersOf } from './framing.ts';

const STREAMS = 1000;
const TOKENS = 50;
const CHATS = 100;

export interface CrowdMeasurement {
  readonly lostCharacters: number;
  readonly addedMegabytes: number;
  readonly microsPerToken: number;
  /** The 99th percentile of a chat's whole time among a thousand waiting requests, in ms. */
  readonly waited: number;
  readonly alone: number;
}

/** So many are tried at once with a provider that nothing is known of. */
const A_PROVIDER = 8;

const newTraffic = (): Traffic => createTraffic({ clock: systemClock, random: Math.random });

const percentile99 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;

async function crowd(address: string): Promise<CrowdMeasurement> {
  const transport = createDirectTransport();
  const { signal } = new AbortController();
  const ask = async (traffic: Traffic, path: string, purpose: Purpose, id = 'bench'): Promise<number> => {
    const endpoint = createCustomEndpoint(id, { baseUrl: `${address}/${path}/v1` });
    const provider = createProvider(
      { transport, record: () => {}, traffic },
      { ...endpoint, isLocal: false, needsKey: false },
      async () => undefined,
    );
    let characters = 0;
    for await (const event of provider.stream(
      {
        id: 'bench',
        purpose,
        model: modelOf(id, { name: 'bench-model' }),
        messages: [{ role: 'user', text: 'Count.' }],
      },
      signal,
    ))
      if (event.type === 'text-delta') characters += event.text.length;
    return characters;
  };

  const everyone = newTraffic();
  for (let index = 0; index < 20; index++) await ask(everyone, 'event/20', 'chat');
  const memoryBefore = process.memoryUsage.rss();
  let memoryMost = memoryBefore;
  const look = setInterval(() => {
    memoryMost = Math.max(memoryMost, process.memoryUsage.rss());
  }, 100);
  const cpuBefore = process.cpuUsage();
  const read = await Promise.all(
    Array.from({ length: STREAMS }, (_, index) =>
      ask(everyone, `slow/${TOKENS}`, 'chat', `bench-${Math.floor(index / A_PROVIDER)}`),
    ),
  );
  const { user, system } = process.cpuUsage(cpuBefore);
  clearInterval(look);

  const timed = async (traffic: Traffic): Promise<number> => {
    const startedAt = performance.now();
    await ask(traffic, 'paced/100', 'chat');
    return performance.now() - startedAt;
  };
  const alone: number[] = [];
  const quiet = newTraffic();
  for (let index = 0; index < CHATS; index++) alone.push(await timed(quiet));
  const busy = newTraffic();
  let isOver = false;
  const files = Promise.all(
    Array.from({ length: STREAMS }, async () => {
      while (!isOver) await ask(busy, 'paced/100', 'explain-files');
    }),
  );
  const waited: number[] = [];
  for (let index = 0; index < CHATS; index++) waited.push(await timed(busy));
  isOver = true;
  await files;

  return {
    lostCharacters: read.reduce((lost, characters) => lost + charactersOf(TOKENS) - characters, 0),
    addedMegabytes: (memoryMost - memoryBefore) / 1024 ** 2,
    microsPerToken: (user + system) / (STREAMS * TOKENS),
    waited: percentile99(waited),
    alone: percentile99(alone),
  };
}

process.send?.(await crowd(process.argv[2] ?? ''));
process.exit();
