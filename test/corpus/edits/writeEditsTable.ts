import { readFileSync, writeFileSync } from 'node:fs';
import { EDITS_PAGE, editsTable, pageWith, runCorpus } from './editsTable.ts';

const table = editsTable(runCorpus());
writeFileSync(EDITS_PAGE, pageWith(readFileSync(EDITS_PAGE, 'utf8'), table));
console.log(table);
