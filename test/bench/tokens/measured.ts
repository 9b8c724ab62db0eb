import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ClientMeasurement } from './client.ts';
import { charactersOf } from './framing.ts';

/** Each is a module of `clients`. */
export const CLIENTS = ['floor', 'inkstone', 'openaiSdk', 'aiSdk'] as const;
export type ClientName = (typeof CLIENTS)[number];

/** Runs `work` with the address of a token server, in a process of its own as long as that takes. */
export async function withTokenServer<T>(work: (address: string) => Promise<T>): Promise<T> {
  const server = fork(path.join(import.meta.dirname, 'tokenServer.ts'));
  try {
    const [port] = (await once(server, 'message')) as [number];
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    server.kill();
  }
}

/** Microseconds of CPU, in a fresh process. Throws when the client did not get all of the text. */
export async function measure(name: ClientName, address: string, tokens: number): Promise<number> {
  const child = fork(path.join(import.meta.dirname, 'measureClient.ts'), [name, address, String(tokens)]);
  const { cpuMicros, characters } = await resultOf<ClientMeasurement>(child);
  const isWhole = name === 'floor' ? characters > 0 : characters === charactersOf(tokens);
  if (!isWhole) throw new Error(`${name} read ${characters} characters of ${charactersOf(tokens)}`);
  return cpuMicros;
}

/** The one message of a measured process. */
export async function resultOf<Result>(child: ChildProcess): Promise<Result> {
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as Result));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the measured process ended with ${code}`)));
  });
}
