/** A VS Code that can be given an extension and a folder. */
export interface Editor {
  /** For people, with where it is. */
  readonly label: string;
  /** Shows a window by itself; one that does not is looked at in a browser. */
  readonly hasWindow: boolean;
  /** Installs the package into a fresh profile with the settings; returns the ids of the extensions that are then there. */
  install(vsix: string, settings: EditorSettings): Promise<readonly string[]>;
  /** Opens the folder. To be called once, after `install`. */
  open(folder: string): Promise<OpenEditor>;
}

export type EditorSettings = Readonly<Record<string, unknown>>;

export interface OpenEditor {
  /** Where a browser finds it; one with a window has none. */
  readonly url?: string;
  /** Resolves when the person has closed it; never for one in a browser. */
  readonly closed: Promise<void>;
}
