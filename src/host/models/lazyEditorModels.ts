import type { EditorModels } from '../../core/model/editorModels.ts';

/** The models of other extensions; the code is loaded when they are first asked for. */
export function createLazyEditorModels(): EditorModels {
  const load = async (): Promise<EditorModels> =>
    (await import('./createEditorModels.ts')).createEditorModels();
  return {
    id: 'vscode',
    list: async () => (await load()).list(),
    async *stream(request, signal) {
      yield* (await load()).stream(request, signal);
    },
  };
}
