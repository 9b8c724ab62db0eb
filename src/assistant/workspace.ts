import type { CodeReference } from '../core/chat/session.ts';
import type { LineRegion } from '../core/edit/streamedRegion.ts';

/** The code a command works on, in its whole document. */
export interface CodeTarget {
  /** The document's URI; for a notebook that of the cell. */
  readonly uri: string;
  /** Relative to the workspace folder, or the document's title. */
  readonly path: string;
  /** VS Code's language id, for example `typescriptreact`. */
  readonly languageId: string;
  /** All lines of the document, without line ends. */
  readonly lines: readonly string[];
  readonly region: LineRegion;
  /** What was taken: the user's selection, the innermost symbol around the cursor, a place to insert, or all. */
  readonly taken:
    | { readonly by: 'selection' | 'cursor' | 'document' }
    | { readonly by: 'symbol'; readonly name: string; readonly kind: string };
  readonly indentation: { readonly unit: 'tab' | 'spaces'; readonly size: number };
}

/** Conventions of a project, and the files that they are from. */
export interface ProjectRules {
  readonly text: string;
  readonly references: readonly CodeReference[];
}

/** The editor, as far as the use cases know it. */
export interface Workspace {
  /** The project's own rules for assistants that are about a document, of a trusted workspace. */
  projectRules(uri: string): Promise<ProjectRules | undefined>;
}

export function targetCode(target: CodeTarget): string {
  return target.lines.slice(target.region.startLine, target.region.endLine).join('\n');
}

const fileNameOf = ({ path }: CodeTarget): string => path.split(/[\\/]/).at(-1) ?? path;

/** What would end a link's target, or be read as a query, a fragment or an escape. */
const SPECIAL_IN_LINKS = /[\t "#%()<>?[\\\]`]/g;

/**
 * A line of the document, from 1, as Markdown: a link such as `[cart.ts:18](src/cart.ts:18)`, and plain words where no
 * link could lead there, since the document is in no workspace folder or in no file of its own.
 */
export function placeAt(target: CodeTarget, line: number): string {
  const { path, uri } = target;
  if (/^(?:[\\/]|[a-z]:[\\/])/i.test(path) || /^(?:untitled|vscode-notebook-cell):/.test(uri))
    return `line ${line}`;
  const encoded = path.replace(
    SPECIAL_IN_LINKS,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  // Without a slash, the file's name could pass for a scheme.
  return `[${fileNameOf(target)}:${line}](${encoded.includes('/') ? '' : './'}${encoded}:${line})`;
}

/** `parser.ts:12-40`, lines from 1. */
export function referenceTo(target: CodeTarget): CodeReference {
  const startLine = target.region.startLine + 1;
  const endLine = Math.max(startLine, target.region.endLine);
  return {
    label: `${fileNameOf(target)}:${startLine === endLine ? startLine : `${startLine}-${endLine}`}`,
    uri: target.uri,
    startLine,
    endLine,
  };
}
