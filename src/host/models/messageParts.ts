import * as vscode from 'vscode';
import type { ChatMessage } from '../../core/model/chatRequest.ts';
import type { OfferedMessage } from './languageModelApi.ts';

/** A message of the editor's as one or several of ours: each result of a tool is a message of its own. */
export function messagesFrom({ role, content }: OfferedMessage): readonly ChatMessage[] {
  const text = textOf(content);
  if (role === vscode.LanguageModelChatMessageRole.Assistant) {
    const toolCalls = content
      .filter((part) => part instanceof vscode.LanguageModelToolCallPart)
      .map(({ callId, name, input }) => ({ callId, name, argumentsText: JSON.stringify(input) }));
    return [{ role: 'assistant', text, ...(toolCalls.length > 0 && { toolCalls }) }];
  }
  const results = content
    .filter((part) => part instanceof vscode.LanguageModelToolResultPart)
    .map((part): ChatMessage => ({ role: 'tool', callId: part.callId, result: textOf(part.content) }));
  // Extensions that have no other way give their instructions with the role that VS Code has no name for.
  const isSystem = (role as number) === SYSTEM_ROLE;
  const said: readonly ChatMessage[] =
    text || results.length === 0 ? [{ role: isSystem ? 'system' : 'user', text }] : [];
  return [...results, ...said];
}

/** Of `LanguageModelChatMessageRole`, where the editor has it. */
const SYSTEM_ROLE = 3;

const textOf = (parts: readonly unknown[]): string =>
  parts
    .filter((part) => part instanceof vscode.LanguageModelTextPart)
    .map(({ value }) => value)
    .join('');

/** Ours as the editor's. It has no role for instructions: they begin the first message of the user. */
export function messagesTo(messages: readonly ChatMessage[]): vscode.LanguageModelChatMessage[] {
  return messages.map((message) => {
    if (message.role === 'tool') {
      const result = new vscode.LanguageModelToolResultPart(message.callId, [
        new vscode.LanguageModelTextPart(message.result),
      ]);
      return vscode.LanguageModelChatMessage.User([result]);
    }
    if (message.role !== 'assistant') return vscode.LanguageModelChatMessage.User(message.text);
    const calls = (message.toolCalls ?? []).map(
      ({ callId, name, argumentsText }) =>
        new vscode.LanguageModelToolCallPart(callId, name, argumentsOf(argumentsText)),
    );
    const text = message.text ? [new vscode.LanguageModelTextPart(message.text)] : [];
    return vscode.LanguageModelChatMessage.Assistant([...text, ...calls]);
  });
}

/** What a model wrote as the arguments of a call; none when it is no JSON object. */
export function argumentsOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
