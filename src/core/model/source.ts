/** A page that an answer draws on, as the provider's search found it. */
export interface Source {
  readonly title: string;
  /** A web address; whoever opens it checks it first. */
  readonly url: string;
  /** What the answer's words call it in square brackets: `ref_1`. */
  readonly mark?: string;
  /** The name of the site. */
  readonly site?: string;
}
