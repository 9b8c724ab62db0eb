import * as vscode from 'vscode';
import type { EditorChatDeps } from './editorChat.ts';
import type { Gestures } from './gestures.ts';

/** Registers `@inkstone` in the editor's own chat. What it does is loaded with the first question. */
export function registerParticipant(
  extensionUri: vscode.Uri,
  { gestures, ...deps }: Omit<EditorChatDeps, 'turnDeps'> & { readonly gestures: Gestures },
): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant(
    'inkstone.participant',
    async (request, context, stream, token) => {
      const { answerInEditorChat } = await import('./editorChat.ts');
      const turnDeps: EditorChatDeps['turnDeps'] = (transcript) => gestures.turnDeps(transcript);
      return answerInEditorChat({ ...deps, turnDeps }, { request, context, stream }, token);
    },
  );
  participant.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
  return participant;
}
