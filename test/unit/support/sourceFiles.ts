import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** The path of a file of ours, or the name of a package as it is written. */
  readonly target: string;
  readonly isOurs: boolean;
  readonly isTypeOnly: boolean;
}

/** Reads what is shipped: all TypeScript of `src` and `media`. */
export function readSourceFiles(): readonly SourceFile[] {
  return readFiles('{src,media}/**/*.ts');
}

/** Reads what makes the package and its documents: all TypeScript of `scripts`. */
export function readToolFiles(): readonly SourceFile[] {
  return readFiles('scripts/**/*.ts');
}

function readFiles(pattern: string): readonly SourceFile[] {
  return globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort()
    .map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return { path: file, text, imports: importsOf(file, text) };
    });
}

export function readRepositoryFile(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** Finds imports as the formatter writes them: each statement starts its line and names its source in single quotes. */
export function importsOf(file: string, text: string): readonly Import[] {
  const statements = text.matchAll(/^(?:import|export)\s(?:([^'";=]*?)\sfrom\s+)?'([^']+)'/gm);
  const expressions = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [
    ...[...statements].map(([, clause, source]) => ({ source, isTypeOnly: importsTypesOnly(clause ?? '') })),
    ...[...expressions].map(([, source]) => ({ source, isTypeOnly: false })),
  ].map(({ source = '', isTypeOnly }) => {
    const isOurs = source.startsWith('.');
    const target = isOurs ? path.posix.join(path.posix.dirname(file), source) : source;
    return { target, isOurs, isTypeOnly };
  });
}

function importsTypesOnly(clause: string): boolean {
  if (clause.startsWith('type ')) return true;
  const names = /^\{([^}]*)\}$/.exec(clause.trim())?.[1]?.split(',') ?? [];
  const written = names.map((name) => name.trim()).filter(Boolean);
  return written.length > 0 && written.every((name) => name.startsWith('type '));
}
