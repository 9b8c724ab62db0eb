import type { Client, ClientMeasurement } from './client.ts';

/** Run with a client's name, the server's address and a number of tokens; reports to the parent what the answer cost. */
async function measureClient(name: string, address: string, tokens: string): Promise<ClientMeasurement> {
  const { createClient } = (await import(`./clients/${name}.ts`)) as { createClient(): Promise<Client> };
  const client = await createClient();
  for (let warmUp = 0; warmUp < 15; warmUp++) await client(`${address}/200/v1`);
  const before = process.cpuUsage();
  const characters = await client(`${address}/${tokens}/v1`);
  const { user, system } = process.cpuUsage(before);
  return { cpuMicros: user + system, characters };
}

const [name = '', address = '', tokens = ''] = process.argv.slice(2);
process.send?.(await measureClient(name, address, tokens));
process.exit();
