import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ToolDefinition } from '../../core/model/chatRequest.ts';
import type { Model, ModelId } from '../../core/model/model.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { noticeFor } from '../../core/noticeFor.ts';
import { promptShares } from '../../core/usage/promptShares.ts';
import type { TokenCounts } from '../../core/usage/tokenCounts.ts';
import { modelSummary, providerLabel } from '../setup/pickModel.ts';
import { t } from '../translate.ts';
import type { ModelOffer, OfferedModel, OfferedPart } from './languageModelApi.ts';
import { argumentsOf, messagesFrom } from './messageParts.ts';

export interface ModelOfferDeps {
  /** The providers whose models can be used now, and may be by other extensions. */
  providers(): readonly ProviderInfo[];
  accessTo(id: ModelId): { readonly model: Model; readonly provider: Provider } | undefined;
  readonly counts: TokenCounts;
}

/** Answers the editor, and the extensions that it lets ask, with Inkstone's models: guarded, filtered and counted. */
export function createModelOffer(
  deps: ModelOfferDeps,
): Omit<ModelOffer, 'onDidChangeLanguageModelChatInformation'> {
  return {
    provideLanguageModelChatInformation: async () =>
      deps.providers().flatMap((provider) => provider.models.map((model) => offered(model, provider))),

    async provideLanguageModelChatResponse({ id }, messages, { tools = [] }, progress, token) {
      const access = deps.accessTo(id as ModelId);
      if (!access) throw vscode.LanguageModelError.NotFound(t('{0} cannot be used any more.', id));
      const controller = new AbortController();
      const cancelled = token.onCancellationRequested(() => controller.abort(new vscode.CancellationError()));
      if (token.isCancellationRequested) controller.abort(new vscode.CancellationError());
      try {
        const request = {
          id: randomUUID(),
          purpose: 'editor',
          model: access.model,
          messages: messages.flatMap(messagesFrom),
          ...(tools.length > 0 && { tools: tools.map(toolOf) }),
        } as const;
        for await (const event of access.provider.stream(request, controller.signal)) {
          const part = partOf(event);
          if (part) progress.report(part);
          else if (event.type === 'finish' && event.reason === 'content-filter')
            throw vscode.LanguageModelError.Blocked(
              t('The provider’s content filter withdrew this answer, so its text was removed.'),
            );
        }
      } catch (error) {
        if (controller.signal.aborted) throw new vscode.CancellationError();
        throw errorFor(error);
      } finally {
        cancelled.dispose();
      }
    },

    async provideTokenCount({ id }, text) {
      const messages = typeof text === 'string' ? [{ role: 'user', text } as const] : messagesFrom(text);
      return Math.ceil(deps.counts.part(id as ModelId, promptShares({ messages })));
    },
  };
}

function offered(model: Model, provider: ProviderInfo): OfferedModel {
  const { id, name, label, contextTokens, maxOutputTokens, can } = model;
  const output = Math.min(maxOutputTokens, Math.floor(contextTokens / 2));
  return {
    id,
    name: label,
    family: name,
    version: '1',
    detail: providerLabel(provider),
    tooltip: modelSummary(model),
    maxInputTokens: contextTokens - output,
    maxOutputTokens: output,
    capabilities: { imageInput: false, toolCalling: can.tools },
  };
}

const toolOf = ({ name, description, inputSchema }: vscode.LanguageModelChatTool): ToolDefinition => ({
  name,
  description,
  parameters: (inputSchema ?? { type: 'object', properties: {} }) as Readonly<Record<string, unknown>>,
});

function partOf(event: StreamEvent): OfferedPart | undefined {
  if (event.type === 'text-delta') return new vscode.LanguageModelTextPart(event.text);
  if (event.type === 'tool-call')
    return new vscode.LanguageModelToolCallPart(event.callId, event.name, argumentsOf(event.argumentsText));
  return undefined;
}

/** As the editor tells errors apart; the words are those of the chat's notices. */
function errorFor(error: unknown): Error {
  if (error instanceof vscode.LanguageModelError) return error;
  const { what, next } = noticeFor(error, t);
  const words = `${what} ${next}`.trim();
  const kind = error instanceof ProviderError ? error.kind : undefined;
  if (kind === 'unknown-model') return vscode.LanguageModelError.NotFound(words);
  if (kind === 'content-filter' || kind === 'output-filter' || kind === 'blocked-host')
    return vscode.LanguageModelError.Blocked(words);
  if (kind === 'no-credential' || kind === 'invalid-credential' || kind === 'permission')
    return vscode.LanguageModelError.NoPermissions(words);
  return new Error(words, { cause: error });
}
