import { writeFileSync } from 'node:fs';
import { FAULTS } from './faults.ts';
import { DOCUMENT, figureSections } from './figures.ts';
import { runProofs } from './provenTests.ts';
import { reliabilityDocument } from './reliabilityDocument.ts';
import { writtenTitles } from './taggedTitles.ts';

const PROCESSES = 2;

const run = await runProofs(['test/unit/**/*.test.ts', 'test/soak/*.test.ts'], PROCESSES);
const { proofs, passed } = run;
const elsewhere = writtenTitles('test/{host,browser}/**/*.{test,spec}.ts');
writeFileSync(DOCUMENT, reliabilityDocument({ proofs, elsewhere, sections: figureSections() }));

const isProven = (id: string): boolean =>
  proofs.some(({ tags }) => tags.includes(id)) || elsewhere.some(({ tags }) => tags.includes(id));
const applicable = FAULTS.filter(({ absent }) => absent === undefined);
const missing = applicable.filter(({ id }) => !isProven(id)).map(({ id }) => id);
// The test of the document judged the one of the last time.
const failures = run.failures.filter((failed) => !failed.startsWith('test/unit/reliability.test.ts'));
for (const failed of failures) console.error(`✖ ${failed}`);
console.log(`${passed} tests passed, ${failures.length} failed`);
console.log(`${applicable.length - missing.length} of ${applicable.length} faults are proven`);
if (missing.length > 0) console.error(`without a test: ${missing.join(', ')}`);
process.exitCode = failures.length + missing.length > 0 ? 1 : 0;
