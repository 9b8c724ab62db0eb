import { CodeAnswer } from '../../core/edit/codeAnswer.ts';
import type { Proposed, Settled } from '../editCode.ts';
import { type ImportPlace, importStatements, withImports } from './importLines.ts';

/** Puts the imports at their place that an answer brings in a block of their own behind its first; anything else stays in the chat. */
export function settleImports({ lines, said }: Proposed, languageId: string, place: ImportPlace): Settled {
  const code: string[] = [];
  const reader = new CodeAnswer({ line: (line) => code.push(line), prose: () => {} });
  reader.push(said);
  reader.end();
  const statements = importStatements(code, languageId);
  if (!reader.isClosed || !statements) return { lines };
  return { lines: withImports(lines, statements, place), blocks: 2 };
}
