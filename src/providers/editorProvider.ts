import { isHostAllowed } from '../core/model/allowedHosts.ts';
import type { Provider } from '../core/model/provider.ts';
import { ProviderError } from '../core/model/providerError.ts';
import { EDITOR_ENDPOINT } from './editorEndpoint.ts';
import { type Attempt, takenWith } from './policy/admitted.ts';

/**
 * One attempt at a request to a model of another extension. Where it goes from there nobody can tell, so a list of the
 * only hosts that may be reached has to name the editor's models.
 */
export function createEditorProvider(editor: Provider, allowedHosts: () => readonly string[]): Attempt {
  return {
    id: editor.id,
    async *stream(request, signal) {
      const { id: provider, baseUrl } = EDITOR_ENDPOINT;
      if (!isHostAllowed(baseUrl, allowedHosts())) {
        const { host } = new URL(baseUrl);
        throw new ProviderError('blocked-host', `${host} is not among inkstone.allowedHosts`, {
          provider,
          host,
        });
      }
      let isTaken = false;
      for await (const event of editor.stream(request, signal)) {
        if (!isTaken) yield takenWith(undefined);
        isTaken = true;
        yield event;
      }
    },
  };
}
