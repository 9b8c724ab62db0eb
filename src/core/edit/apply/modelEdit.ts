/** A line of a hunk: in both texts, only in the old one, or only in the new one. */
export interface HunkLine {
  readonly kind: 'same' | 'old' | 'new';
  readonly text: string;
  /** The whole line of a diff's context, where the sign that it should begin with may have been left out. */
  readonly unsigned?: string;
}

/** One change that a model wants, in the order of its lines. */
export interface EditHunk {
  readonly lines: readonly HunkLine[];
  /** The first old line, from 0, as a diff's header claims. */
  readonly startLine?: number;
  /** Lines of the document that the hunk stands below, such as the head of its function; the innermost last. */
  readonly headings: readonly string[];
}

/** What a model wrote about one file. */
export interface FileEdit {
  /** As it was written, without quotes and the prefixes of git; absent when the edit names no file. */
  readonly path?: string;
  /** Where the file goes, when it is renamed. */
  readonly newPath?: string;
  readonly action: 'change' | 'create' | 'delete';
  readonly content:
    | {
        readonly form: 'hunks';
        readonly source: 'search-replace' | 'diff';
        readonly hunks: readonly EditHunk[];
      }
    /** A whole file or a part of one, with or without places where something was left out. */
    | { readonly form: 'code'; readonly lines: readonly string[] };
  /** Its end is missing. */
  readonly isCut?: true;
}

/** A text that is an edit of files, as far as it could be read. */
export interface ModelEdit {
  readonly files: readonly FileEdit[];
}
