import type { Endpoint } from './endpoint.ts';

/** The models of other extensions. The address is a name for `inkstone.allowedHosts`: nobody looks it up. */
export const EDITOR_ENDPOINT: Endpoint = {
  id: 'vscode',
  label: 'VS Code',
  baseUrl: 'https://vscode.lm',
  needsKey: false,
  isLocal: false,
  isEditor: true,
  models: [],
  dialect: { api: 'editor' },
  auth: 'bearer',
  headers: {},
};
