import type { Provider } from './provider.ts';

/** A model that another extension offers through the editor. */
export interface EditorModel {
  /** Who offers it, and its id there: `copilot/gpt-4.1`. */
  readonly name: string;
  readonly label: string;
  readonly contextTokens: number;
}

/** The models of others that the editor has. One attempt at a request, straight; the editor asks the user for leave. */
export interface EditorModels extends Provider {
  /** Never rejects; none where the editor has no models, or cannot be asked. */
  list(): Promise<readonly EditorModel[]>;
}
