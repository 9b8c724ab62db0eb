import os from 'node:os';
import { parseArgs } from 'node:util';
import { packageExtension } from '../../scripts/package.ts';
import { measureActivation } from './editor/measureActivation.ts';
import { measureChats } from './editor/measureChats.ts';
import { measureLatency } from './editor/measureLatency.ts';
import { measureMemory } from './editor/measureMemory.ts';
import { measureSizes } from './editor/measureSizes.ts';
import { measureStream } from './editor/measureStream.ts';
import { measureTyping } from './editor/measureTyping.ts';
import { measureEdits } from './edits/measureEdits.ts';
import { measureDocuments } from './measureDocuments.ts';
import { measureRender } from './render/measureRender.ts';
import { formatRows, type Row } from './row.ts';
import { measureTokens } from './tokens/measureTokens.ts';

const GROUPS: Readonly<Record<string, (vsix: string) => Promise<readonly Row[]>>> = {
  sizes: measureSizes,
  activation: measureActivation,
  memory: measureMemory,
  latency: measureLatency,
  stream: measureStream,
  typing: measureTyping,
  chats: measureChats,
  tokens: measureTokens,
  render: measureRender,
  documents: measureDocuments,
  edits: measureEdits,
};

/** Measures all groups, or those named, and prints one table; it changes nothing and judges no commit. */
async function bench(names: readonly string[]): Promise<void> {
  const vsix = await packageExtension();
  const rows: Row[] = [];
  for (const name of names.length > 0 ? names : Object.keys(GROUPS)) {
    const measure = GROUPS[name];
    if (!measure) throw new Error(`No such group: ${name}. There are: ${Object.keys(GROUPS).join(', ')}`);
    console.log(`Measuring ${name} …`);
    rows.push(...(await measure(vsix)));
  }
  const load = os.loadavg()[0]?.toFixed(1);
  console.log(`\n${formatRows(rows)}\n`);
  console.log(
    `Medians. The load was ${load} on ${os.availableParallelism()} cores: above that, waiting times are upper bounds.`,
  );
}

await bench(parseArgs({ allowPositionals: true }).positionals);
