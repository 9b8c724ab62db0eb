import { FAULT_AREAS, type Fault } from './faults.ts';
import type { Proof } from './provenTests.ts';
import type { WrittenTitle } from './taggedTitles.ts';

/** Every transport that the tests of the wire run over. */
const TRANSPORTS = 3;

/** More would be read by nobody. */
const MOST_TITLES = 4;

export interface Evidence {
  readonly proofs: readonly Proof[];
  /** Tests that need an editor or a browser, and did not run with the others. */
  readonly elsewhere: readonly WrittenTitle[];
  /** What else is to be told, ready as Markdown. */
  readonly sections: readonly string[];
}

/** The document that says which promise holds, and by which tests. */
export function reliabilityDocument({ proofs, elsewhere, sections }: Evidence): string {
  const tables = FAULT_AREAS.map(({ title, faults }) => {
    const rows = faults.map((fault) => rowOf(fault, proofs, elsewhere));
    return [
      `## ${title}`,
      '',
      '| | what goes wrong | what happens | proven by | holds |',
      '|---|---|---|---|---|',
      ...rows,
    ].join('\n');
  });
  return withFigures([HEAD, ...tables, FIGURES].join('\n\n'), sections);
}

const FIGURES = '<!-- Figures of the long runs; `npm run soak` and `npm run mutation` write them anew. -->';

/** The document with these sections in place of those that it ends with. */
export function withFigures(document: string, sections: readonly string[]): string {
  const end = document.indexOf(FIGURES);
  if (end === -1) throw new RangeError('no place for figures');
  return `${[document.slice(0, end + FIGURES.length), ...sections].join('\n\n')}\n`;
}

const HEAD = `# Reliability

<!-- Written by \`npm run reliability\` from test/reliability/faults.ts and from the run of the tests that carry a row's
id in their titles. Do not edit. -->

What may go wrong between a question and its answer, what Inkstone promises for each, and the tests that hold it to
that. They use real sockets and count the requests on the wire. **3×** means: over every transport (the host's \`fetch\`,
the same as VS Code patches it, and \`undici\`). *In the editor* and *in the browser* name tests that run with \`npm test\`
only; ✔ is what held when this was written.`;

function rowOf(fault: Fault, proofs: readonly Proof[], elsewhere: readonly WrittenTitle[]): string {
  const { id, promise, absent } = fault;
  if (absent !== undefined) return row(id, fault.fault, promise, `Does not apply: ${absent}`, '–');
  const own = proofs.filter(({ tags }) => tags.includes(id));
  const others = elsewhere.filter(({ tags }) => tags.includes(id));
  const told = [...titlesOf(own), ...others.map(toldElsewhere)];
  const holds = own.some(({ failed }) => failed > 0) ? '✖' : own.length > 0 ? '✔' : '';
  return row(
    id,
    fault.fault,
    promise,
    told.join('<br>') || 'nothing',
    holds || (others.length > 0 ? '' : '✖'),
  );
}

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** One line for each title; a test that ran over several transports is one, and tables are told by their first rows. */
function titlesOf(proofs: readonly Proof[]): readonly string[] {
  const groups = Map.groupBy(proofs, ({ file, title }) => `${file}\n${title}`);
  const lines = [...groups.values()].map((group) => {
    const [{ file, title } = fail()] = group;
    const transports = new Set(group.flatMap(({ transport }) => transport ?? [])).size;
    const tests = group.reduce((sum, proof) => sum + proof.tests, 0) / Math.max(1, transports);
    const times = transports === TRANSPORTS ? '**3×** ' : '';
    const count = tests > 1 ? ` (${tests} tests)` : '';
    return `${times}“${title}”${count} ${link(file)}`;
  });
  const rest = lines.length - MOST_TITLES;
  return rest > 0 ? [...lines.slice(0, MOST_TITLES), `and ${rest} more`] : lines;
}

const toldElsewhere = ({ file, title }: WrittenTitle): string =>
  `*${file.startsWith('test/browser/') ? 'in the browser' : 'in the editor'}* “${title}” ${link(file)}`;

const link = (file: string): string =>
  `[${file.replace(/^.*\//, '').replace(/\.(?:test|spec)\.ts$/, '')}](../${file})`;

function fail(): never {
  throw new RangeError('a group without a member');
}
