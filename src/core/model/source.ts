/** A page that an answer draws on, as the provider's search found it. */
export interface Source {
  readonly title: string;
  /** A web address; whoever opens it checks it first. */
  readonly url: string;
  /** The name of the site. */
  readonly site?: string;
}
