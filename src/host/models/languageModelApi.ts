import type * as vscode from 'vscode';

/** A message of another extension; parts of kinds that are newer than Inkstone are passed over. */
export interface OfferedMessage {
  readonly role: vscode.LanguageModelChatMessageRole;
  readonly content: readonly unknown[];
}

export interface OfferedModel {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly version: string;
  readonly tooltip?: string;
  readonly detail?: string;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly capabilities: { readonly imageInput?: boolean; readonly toolCalling?: boolean };
}

export type OfferedPart = vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart;

/** What offers models to the editor, as VS Code 1.104 declares it; `engines.vscode` allows older ones. */
export interface ModelOffer {
  readonly onDidChangeLanguageModelChatInformation: vscode.Event<void>;
  provideLanguageModelChatInformation(): Promise<OfferedModel[]>;
  provideLanguageModelChatResponse(
    model: OfferedModel,
    messages: readonly OfferedMessage[],
    options: { readonly tools?: readonly vscode.LanguageModelChatTool[] },
    progress: vscode.Progress<OfferedPart>,
    token: vscode.CancellationToken,
  ): Promise<void>;
  provideTokenCount(model: OfferedModel, text: string | OfferedMessage): Promise<number>;
}
