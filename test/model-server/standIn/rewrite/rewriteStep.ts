import type { Edit } from '../optimize/rewrite.ts';

/** What one kind of request does to the code: edits and a sentence, or why not. */
export type RewriteStep =
  | { readonly edits: readonly Edit[]; readonly done: string }
  | { readonly refused: string };
