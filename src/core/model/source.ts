/** What an answer draws on: a page that the provider's search found, or a passage of the user's own documents. */
export interface Source {
  readonly title: string;
  /** A web address, or the URI of a document; whoever opens it checks it first. */
  readonly url: string;
  /** What the answer's words call it in square brackets: `ref_1`. */
  readonly mark?: string;
  /** The name of the site, or the place of the passage. */
  readonly site?: string;
  /** Of a passage, from 1. */
  readonly line?: number;
}
