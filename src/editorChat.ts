import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { ask } from './assistant/chat.ts';
import { type CommandDeps, explain, SURROUNDINGS_TOKENS } from './assistant/explain.ts';
import { surroundings } from './assistant/prompts/codeContext.ts';
import { fencedCode } from './assistant/prompts/fencedCode.ts';
import { languageAdvice } from './assistant/prompts/languageAdvice.ts';
import { optimizePrompt } from './assistant/prompts/optimizePrompt.ts';
import type { ModelAccess, Transcript, TurnEnd } from './assistant/turn.ts';
import { referenceTo } from './assistant/workspace.ts';
import { emptySession, newAnswer, type Question, type Turn } from './core/chat/session.ts';
import type { Purpose } from './core/model/chatRequest.ts';
import { noticeFor } from './core/noticeFor.ts';
import { Conversation } from './host/chat/conversation.ts';
import type { CurrentEditor } from './host/currentEditor.ts';
import { requireEditor, targetOf } from './host/editorWorkspace.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { t } from './host/translate.ts';

export interface EditorChatDeps {
  readonly editor: CurrentEditor;
  /** Throws `UserError` `no-model`. */
  access(purpose: Purpose): ModelAccess;
  /** What a question in this conversation is asked with. */
  turnDeps(transcript: Transcript): CommandDeps;
  onError(error: unknown): void;
}

/**
 * Answers in the editor's own chat, as the participant `@inkstone`, by the model that Inkstone's chat has. What comes
 * before in that chat goes along as far as it fits.
 */
export async function answerInEditorChat(
  deps: EditorChatDeps,
  {
    request,
    context,
    stream,
  }: {
    readonly request: Pick<vscode.ChatRequest, 'prompt' | 'command' | 'references'>;
    readonly context: vscode.ChatContext;
    readonly stream: Pick<vscode.ChatResponseStream, 'markdown' | 'progress'>;
  },
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  const controller = new AbortController();
  const cancelled = token.onCancellationRequested(() => controller.abort(new vscode.CancellationError()));
  try {
    const turns = earlierTurns(context.history);
    const conversation = new Conversation({ ...emptySession(randomUUID(), Date.now()), turns });
    conversation.listen((event) => {
      if (event.type === 'text-delta') stream.markdown(event.text);
      else if (event.type === 'answer-waiting') stream.progress(event.notice.what);
    });
    const end = await answer(deps, conversation, request, controller.signal);
    const { notice } = end;
    return notice && end.status !== 'complete'
      ? { errorDetails: { message: `${notice.what} ${notice.next}`.trim() } }
      : {};
  } catch (error) {
    deps.onError(error);
    const { what, next } = noticeFor(error, t);
    return { errorDetails: { message: `${what} ${next}`.trim() } };
  } finally {
    cancelled.dispose();
  }
}

async function answer(
  deps: EditorChatDeps,
  conversation: Conversation,
  { prompt, command, references }: Pick<vscode.ChatRequest, 'prompt' | 'command' | 'references'>,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const turnDeps = deps.turnDeps(conversation);
  if (command === 'explain') {
    const target = await targetOf(requireEditor(deps.editor));
    return explain(turnDeps, { access: deps.access('explain'), target }, signal);
  }
  if (command === 'optimize') {
    const target = await targetOf(requireEditor(deps.editor));
    const rules = await turnDeps.workspace.projectRules(target.uri);
    const question: Question = {
      text: t('Optimize this code.'),
      prompt: optimizePrompt(target, surroundings(target, SURROUNDINGS_TOKENS), rules?.text),
      references: [referenceTo(target), ...(rules?.references ?? [])],
    };
    return ask(turnDeps, { access: deps.access('optimize'), question }, signal);
  }
  const codes = await Promise.all(references.map(({ value }) => codeOf(value)));
  const about = codes.filter((code) => code !== undefined).join('\n\n');
  const question: Question = {
    text: prompt,
    references: [],
    ...(about && { about, prompt: `${prompt}\n\n${about}` }),
  };
  return ask(turnDeps, { access: deps.access('chat'), question }, signal);
}

/** A file or a part of one that the user has attached; `undefined` for what is neither, or cannot be read as text. */
async function codeOf(value: unknown): Promise<string | undefined> {
  if (typeof value === 'string') return value;
  const uri = value instanceof vscode.Uri ? value : value instanceof vscode.Location ? value.uri : undefined;
  if (!uri) return undefined;
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const range = value instanceof vscode.Location ? value.range : undefined;
    const lines = range ? `:${range.start.line + 1}-${range.end.line + 1}` : '';
    const place = `\`${workspacePath(uri)}${lines}\``;
    return `${place}\n${fencedCode(languageAdvice(document.languageId).fence, document.getText(range))}`;
  } catch {
    return undefined;
  }
}

/** What was asked and answered before, by this participant. */
function earlierTurns(history: vscode.ChatContext['history']): readonly Turn[] {
  const turns: Turn[] = [];
  let asked = '';
  for (const entry of history) {
    if (entry instanceof vscode.ChatRequestTurn) {
      asked = [entry.command && `/${entry.command}`, entry.prompt].filter(Boolean).join(' ');
      continue;
    }
    const text = entry.response
      .filter((part) => part instanceof vscode.ChatResponseMarkdownPart)
      .map(({ value }) => value.value)
      .join('');
    const before = turns.at(-1);
    turns.push({
      id: randomUUID(),
      ...(before && { parentId: before.id }),
      purpose: 'chat',
      question: { text: asked, references: [] },
      answer: { ...newAnswer(''), text, status: 'complete' },
    });
  }
  return turns;
}
