import * as vscode from 'vscode';
import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { EditorModels } from '../../core/model/editorModels.ts';
import { ProviderError, type ProviderErrorKind } from '../../core/model/providerError.ts';
import { t } from '../translate.ts';
import { messagesTo } from './messageParts.ts';

const PROVIDER = 'vscode';

/** Our own, which are reached without a detour. */
const OWN_VENDOR = 'inkstone';

/** The models that other extensions offer through the editor. */
export function createEditorModels(): EditorModels {
  return {
    id: PROVIDER,
    async list() {
      try {
        const models = await vscode.lm.selectChatModels();
        return models
          .filter(({ vendor }) => vendor !== OWN_VENDOR)
          .map(({ vendor, id, name, maxInputTokens }) => ({
            name: `${vendor}/${id}`,
            label: name,
            contextTokens: maxInputTokens,
          }));
      } catch {
        return [];
      }
    },
    async *stream(request, signal) {
      const source = new vscode.CancellationTokenSource();
      const cancel = (): void => source.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      let isWritten = false;
      let hasCalls = false;
      try {
        signal.throwIfAborted();
        const model = await modelOf(request);
        const response = await model.sendRequest(
          messagesTo(request.messages),
          {
            justification: t('Inkstone asks it your question, as you have chosen it.'),
            ...(request.tools && {
              tools: request.tools.map(({ name, description, parameters }) => ({
                name,
                description,
                inputSchema: parameters,
              })),
            }),
          },
          source.token,
        );
        for await (const part of response.stream) {
          if (part instanceof vscode.LanguageModelTextPart && part.value) {
            isWritten = true;
            yield { type: 'text-delta', text: part.value };
          } else if (part instanceof vscode.LanguageModelToolCallPart) {
            hasCalls = true;
            const argumentsText = JSON.stringify(part.input);
            yield { type: 'tool-call', callId: part.callId, name: part.name, argumentsText };
          }
        }
        // The editor ends the stream of a request that was called off as if it were whole.
        signal.throwIfAborted();
        if (!isWritten && !hasCalls) throw errorOf('empty-answer', request, undefined);
        yield { type: 'finish', reason: hasCalls ? 'tool-calls' : 'stop' };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof ProviderError) throw error;
        throw errorOf(kindOf(error, isWritten), request, error);
      } finally {
        signal.removeEventListener('abort', cancel);
        // Whoever returns early wants nothing more of it.
        source.cancel();
        source.dispose();
      }
    },
  };
}

async function modelOf(request: ChatRequest): Promise<vscode.LanguageModelChat> {
  const { name } = request.model;
  const slash = name.indexOf('/');
  const [model] = await vscode.lm.selectChatModels({
    vendor: name.slice(0, slash),
    id: name.slice(slash + 1),
  });
  if (!model || model.vendor === OWN_VENDOR) throw errorOf('unknown-model', request, undefined);
  return model;
}

/** `LanguageModelError.code` names what made it; beside it there are only the words of the other extension. */
function kindOf(error: unknown, isWritten: boolean): ProviderErrorKind {
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  if (code === vscode.LanguageModelError.NoPermissions().code) return 'permission';
  if (code === vscode.LanguageModelError.NotFound().code) return 'unknown-model';
  const words = error instanceof Error ? error.message : '';
  if (/\bfilter|responsible ai|safety\b/i.test(words)) return 'content-filter';
  if (code === vscode.LanguageModelError.Blocked().code) return 'quota';
  if (/\bquota|premium requests|allowance\b/i.test(words)) return 'quota';
  if (/rate.?limit|too many requests/i.test(words)) return 'rate-limit';
  return isWritten ? 'interrupted' : 'server';
}

function errorOf(kind: ProviderErrorKind, { model }: ChatRequest, cause: unknown): ProviderError {
  const words = cause instanceof Error ? cause.message.slice(0, 500) : '';
  return new ProviderError(kind, `${model.name}: ${kind}${words && `: ${words}`}`, {
    provider: PROVIDER,
    modelName: model.name,
    ...(words && { providerMessage: words }),
    ...(cause !== undefined && { cause }),
  });
}
