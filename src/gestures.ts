import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { ask, askAgain, type ChatDeps, continueAnswer, placeBeside } from './assistant/chat.ts';
import { contextUse } from './assistant/contextUse.ts';
import { type EditDeps, type EditReview, type EditTask, editCode } from './assistant/editCode.ts';
import { type CommandDeps, explain } from './assistant/explain.ts';
import { fencedCode } from './assistant/prompts/fencedCode.ts';
import { languageAdvice } from './assistant/prompts/languageAdvice.ts';
import type { EditToRepair } from './assistant/repairEdit.ts';
import type { ModelAccess, Transcript, TurnEnd, TurnPlace } from './assistant/turn.ts';
import type { CodeTarget } from './assistant/workspace.ts';
import { activePath, endOfBranch } from './core/chat/branches.ts';
import { type CodeBlock, codeBlockAt } from './core/chat/codeBlockAt.ts';
import type { ContextUse } from './core/chat/contextUse.ts';
import { canContinue, isEdit, type Question } from './core/chat/session.ts';
import { mentionsDocs } from './core/documents/docsMention.ts';
import type { DocumentSearch } from './core/documents/documentSearch.ts';
import type { Purpose } from './core/model/chatRequest.ts';
import type { Model, ModelId } from './core/model/model.ts';
import type { Notice } from './core/notice.ts';
import { noticeFor } from './core/noticeFor.ts';
import type { TokenCounts } from './core/usage/tokenCounts.ts';
import type { UsageRecord } from './core/usage/usageRecord.ts';
import { UserError } from './core/userError.ts';
import type { Chats } from './host/chat/chats.ts';
import type { Conversation } from './host/chat/conversation.ts';
import type { CurrentEditor } from './host/currentEditor.ts';
import { offerToShow } from './host/edit/offerToShow.ts';
import type { PendingEdits } from './host/edit/pendingEdits.ts';
import { commentAtCursor, insertionTarget, requireEditor, targetOf } from './host/editorWorkspace.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { displayLanguageName, t } from './host/translate.ts';
import type { UserSettings } from './host/userSettings.ts';

export interface GestureDeps {
  readonly chats: Chats;
  readonly edits: PendingEdits;
  readonly settings: UserSettings;
  readonly editor: CurrentEditor;
  readonly documents: DocumentSearch;
  /** The model for a purpose. Throws `UserError` `no-model`. */
  access(purpose: Purpose): ModelAccess;
  /** The model of that id; `undefined` when it cannot be used any more. */
  accessTo(modelId: ModelId): ModelAccess | undefined;
  /** A question with what the user lets go along. Throws `UserError` when something cannot be read any more. */
  question(text: string, meaning: string): Promise<Question>;
  usageOf(requestId: string): UsageRecord | undefined;
  readonly counts: TokenCounts;
  /** Brings the chat to the user's eyes without taking the keyboard. */
  showChat(): Promise<void>;
  notify(notice: Notice): void;
  onError(error: unknown): void;
  onRunningChanged(): void;
}

const STOPPED = 'stopped by the user';
const MAX_RERUNS = 10;

/** What the user's gestures set going. Each makes a controller of its own; `stop` aborts them all. */
export class Gestures {
  readonly #deps: GestureDeps;
  readonly #running = new Map<
    AbortController,
    { readonly conversation: Conversation; readonly uri?: string }
  >();
  /** Where what goes along with a question is still being read, for the first that was asked meanwhile. */
  readonly #preparing = new Map<Conversation, Promise<Question>>();
  /** How to answer a turn anew that is more than a question: an edit needs its editor. */
  readonly #reruns = new Map<string, (modelId?: ModelId) => Promise<void>>();

  constructor(deps: GestureDeps) {
    this.#deps = deps;
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  #isAnswering(conversation: Conversation): boolean {
    return (
      conversation.isRunning || [...this.#running.values()].some((run) => run.conversation === conversation)
    );
  }

  /** Stops everything, or what is being written into one document. */
  stop(uri?: string): void {
    for (const [controller, run] of this.#running)
      if (uri === undefined || run.uri === uri) controller.abort(new Error(STOPPED));
  }

  /** Stops the answers of one conversation. */
  stopConversation(conversation: Conversation): void {
    for (const [controller, run] of this.#running)
      if (run.conversation === conversation) controller.abort(new Error(STOPPED));
  }

  /** Asks a question in the open chat; while an answer is being written there, it waits for its turn. `meaning` is what a short text stands for. */
  async send(text: string, meaning = ''): Promise<void> {
    const conversation = this.#deps.chats.current;
    conversation.requireWritable();
    const access = this.#accessFor('chat', conversation.state.modelId);
    const first = this.#preparing.get(conversation);
    const reading = this.#deps.question(text, meaning);
    if (!first) this.#preparing.set(conversation, reading);
    try {
      const question = await reading.finally(() => {
        if (!first) this.#preparing.delete(conversation);
      });
      const isBeingAsked = this.#preparing.has(conversation) || this.#isAnswering(conversation);
      // What comes after a question that was never asked may make no sense alone.
      const isAfterNone = first !== undefined && !isBeingAsked && (await hasFailed(first));
      if (!isBeingAsked && !isAfterNone)
        return void (await this.#run(
          (deps, signal) => ask(deps, { access, question }, signal),
          undefined,
          conversation,
        ));
      conversation.dispatch({ type: 'question-queued', queued: { id: randomUUID(), question } });
      if (isAfterNone) this.#tellWhatWaits(conversation);
    } catch (error) {
      this.#tellWhatWaits(conversation);
      throw error;
    }
  }

  /** Nothing else sends it on, and the user may have looked away. */
  #tellWhatWaits(conversation: Conversation): void {
    const { id, queue } = conversation.state;
    if (queue.length === 0 || this.#preparing.has(conversation) || this.#isAnswering(conversation)) return;
    this.#deps.notify({
      severity: 'warning',
      code: '',
      what: t('A question could not be asked, so those that wait for it were not sent either.'),
      side: 'user',
      next: t('Ask it again first, or send them now.'),
      actions: [{ id: 'send-queued', label: t('Send Now'), argument: id }],
    });
  }

  /** Asks another version of a question, beside the first; about the same code, if it was about some. */
  async sendAnew(turnId: string, text: string): Promise<void> {
    const turn = this.#turn(turnId);
    if (!turn) throw new RangeError(`no turn ${turnId}`);
    const { about, rules, references, pictures, sent, isAlone } = turn.question;
    const question: Question = {
      text,
      references,
      ...(about && { about }),
      ...(rules && { rules }),
      ...(pictures && { pictures }),
      ...(sent && { sent }),
      ...(isAlone && { isAlone }),
    };
    const access = this.#accessFor('chat', this.#deps.chats.current.state.modelId);
    const input = { access, question, place: placeBeside(turn) };
    await this.#run((deps, signal) => ask(deps, input, signal));
  }

  /** Asks the question that has waited longest in the open chat, which becomes that of the id where one is given. */
  async sendQueued(chatId?: string): Promise<void> {
    if (chatId !== undefined && !(await this.#deps.chats.open(chatId))) return;
    await this.#sendNext(this.#deps.chats.current);
  }

  /** Asks in the chat what the documents are to answer. */
  async askDocuments(): Promise<void> {
    this.#deps.access('chat');
    const question = await vscode.window.showInputBox({
      title: t('Ask the Documents'),
      prompt: t('What do you want to know from the documents of this workspace?'),
      ignoreFocusOut: true,
    });
    if (!question?.trim()) return;
    await this.#deps.showChat();
    await this.send(mentionsDocs(question) ? question.trim() : `@docs ${question.trim()}`);
  }

  /** Answers a turn anew: by the model that is meant for it, or by another one, this once. */
  async retry(turnId: string, modelId?: ModelId): Promise<void> {
    const rerun = this.#reruns.get(turnId);
    if (rerun) return rerun(modelId);
    const purpose = this.#turn(turnId)?.purpose;
    if (purpose && isEdit(purpose))
      throw new UserError(
        'nothing-to-work-on',
        t('The code that this edit was for is no longer known.'),
        t('Select the code and run the command again.'),
      );
    if (purpose === 'review')
      throw new UserError(
        'nothing-to-work-on',
        t('The changes that this review was of are no longer known.'),
        t('Run Review Changes again.'),
      );
    const access = this.#accessFor(purpose ?? 'chat', modelId ?? this.#deps.chats.current.state.modelId);
    await this.#run((deps, signal) => askAgain(deps, { access, turnId }, signal));
  }

  /** Answers the conversation's last turn anew. */
  async retryLast(): Promise<void> {
    const last = activePath(this.#deps.chats.current.state).at(-1);
    if (last) await this.retry(last.id);
  }

  /** Goes on with an answer that broke off: by the model that began it, if there is still a way to it. */
  async continueAnswer(turnId: string): Promise<void> {
    const turn = this.#turn(turnId);
    // A button may be pressed twice.
    if (!turn || !canContinue(turn)) return;
    const access = this.#accessFor(turn.purpose, turn.answer.modelId);
    await this.#run((deps, signal) => continueAnswer(deps, { access, turnId }, signal));
  }

  /** Goes on with the conversation's newest answer that broke off. */
  async continueLast(): Promise<void> {
    const last = activePath(this.#deps.chats.current.state).findLast(canContinue);
    if (!last)
      throw new UserError(
        'nothing-to-work-on',
        t('No answer in this chat broke off.'),
        t('Ask a question, or open the chat whose answer is to go on.'),
      );
    await this.#deps.showChat();
    await this.continueAnswer(last.id);
  }

  /** What the next question in the open chat would find in the model's window. */
  contextUse(model: Model): ContextUse {
    return contextUse(this.turnDeps(this.#deps.chats.current), model);
  }

  /** Makes what the model is told of the open chat shorter. The transcript stays. */
  async compact(): Promise<void> {
    this.#deps.chats.current.requireWritable();
    const access = this.#accessFor('chat', this.#deps.chats.current.state.modelId);
    const deps = this.turnDeps(this.#deps.chats.current);
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: t('Compacting the chat…'), cancellable: true },
      async (_, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort(new Error(STOPPED)));
        const { compactChat } = await import('./assistant/compact.ts');
        try {
          await compactChat(deps, { access }, controller.signal);
        } catch (error) {
          if (!controller.signal.aborted) throw error;
        }
      },
    );
  }

  async explain(): Promise<void> {
    const access = this.#accessFor('explain', this.#deps.chats.current.state.modelId);
    const target = await targetOf(requireEditor(this.#deps.editor));
    await this.#deps.showChat();
    await this.#run((deps, signal) => explain(deps, { access, target }, signal));
  }

  async optimize(): Promise<void> {
    const access = this.#deps.access('optimize');
    const target = await targetOf(requireEditor(this.#deps.editor));
    await this.edit(access, target, { purpose: 'optimize' });
  }

  /** With a selection it is rewritten as told; without one, code is written at the cursor. */
  async generate(told: string): Promise<void> {
    const access = this.#deps.access('generate');
    const editor = requireEditor(this.#deps.editor);
    const isRewrite = !editor.selection.isEmpty;
    const instruction =
      told ||
      (await vscode.window.showInputBox({
        title: isRewrite ? t('Rewrite the Selection') : t('Generate Code'),
        prompt: isRewrite
          ? t('How should the selected code change?')
          : t('What should the code at the cursor do?'),
        value: isRewrite ? '' : commentAtCursor(editor),
        ignoreFocusOut: true,
      }));
    if (!instruction?.trim()) return;
    // Only now, since the text may have changed while the dialog was open.
    const target = isRewrite ? await targetOf(editor) : insertionTarget(editor);
    await this.edit(access, target, { purpose: 'generate', instruction: instruction.trim() });
  }

  /** Shows the open chat and lets a use case write into it, until it ends or the user stops it. */
  async converse(work: (deps: CommandDeps, signal: AbortSignal) => Promise<TurnEnd>): Promise<TurnEnd> {
    await this.#deps.showChat();
    return this.#run(work);
  }

  /** A turn that is more than a question is answered anew like this, beside the first. */
  rememberRerun(
    turnId: string,
    purpose: Purpose,
    rerun: (access: ModelAccess, place: TurnPlace | undefined) => Promise<void>,
  ): void {
    this.#reruns.set(turnId, async (modelId) => {
      const turn = this.#turn(turnId);
      // Another model may have been chosen since.
      await rerun(this.#accessFor(purpose, modelId), turn && placeBeside(turn));
    });
    // Each may hold a document's lines.
    for (const oldest of [...this.#reruns.keys()].slice(0, -MAX_RERUNS)) this.#reruns.delete(oldest);
  }

  /** Lets the chat's model write an edit that does not fit anew; `undefined` when it did not end its answer. */
  async repairEdit(repair: EditToRepair): Promise<string | undefined> {
    const conversation = this.#deps.chats.current;
    const access = this.#accessFor('chat', conversation.state.modelId);
    await this.#deps.showChat();
    const { repairEdit } = await import('./assistant/repairEdit.ts');
    const end = await this.#run(
      (deps, signal) => repairEdit(deps, { access, repair }, signal),
      undefined,
      conversation,
    );
    if (end.status !== 'complete') return undefined;
    return conversation.state.turns.find(({ id }) => id === end.turnId)?.answer.text;
  }

  copyCode(turnId: string, line: number): Thenable<void> {
    return vscode.env.clipboard.writeText(this.code(turnId, line).code);
  }

  /** Puts a code block of an answer in place of the selection, as one undo step. */
  async insertCode(turnId: string, line: number): Promise<void> {
    const { code } = this.code(turnId, line);
    const editor = requireEditor(this.#deps.editor);
    const done = await editor.edit((builder) => builder.replace(editor.selection, code));
    if (!done)
      throw new UserError(
        'edit-refused',
        t('The editor refused to change {0}; it is probably read-only.', editor.document.fileName),
        t('Make the file writable, or copy the code from the chat.'),
      );
  }

  copyAnswer(turnId: string): Thenable<void> {
    return vscode.env.clipboard.writeText(this.#turn(turnId)?.answer.text ?? '');
  }

  /** The selected code as Markdown, for the composer. */
  selectionAsMarkdown(): string {
    const { document, selection } = requireEditor(this.#deps.editor);
    const code = document.getText(selection);
    const place = `${workspacePath(document.uri)}:${selection.start.line + 1}-${selection.end.line + 1}`;
    return `\`${place}\`\n${fencedCode(languageAdvice(document.languageId).fence, code)}\n`;
  }

  /** Lets the model write into a document, as a pending edit. */
  async edit(access: ModelAccess, target: CodeTarget, task: EditTask, place?: TurnPlace): Promise<void> {
    const title = editTitle(task);
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (_, token) => {
        const end = await this.#run((deps, signal, controller) => {
          token.onCancellationRequested(() => controller.abort(new Error(STOPPED)));
          const input = { access, target, task, ...(place && { place }) };
          return editCode({ ...deps, edits: this.#reviewOf(task) }, input, signal);
        }, target.uri);
        this.rememberRerun(end.turnId, task.purpose, async (again, beside) => {
          const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(target.uri));
          await vscode.window.showTextDocument(document);
          await this.edit(again, target, task, beside);
        });
        if (end.notice) this.#deps.notify(withTurn(end.notice, end.turnId));
        else if (this.#deps.edits.find(vscode.Uri.parse(target.uri))) void offerToShow(target);
      },
    );
  }

  /** What cures an edit that is not decided yet becomes part of it. */
  #reviewOf({ purpose }: EditTask): EditReview {
    const { edits } = this.#deps;
    return purpose === 'fix' ? { open: (target, title) => edits.amend(target, title) } : edits;
  }

  async #run(
    work: (
      deps: CommandDeps & Omit<EditDeps, 'edits'>,
      signal: AbortSignal,
      controller: AbortController,
    ) => Promise<TurnEnd>,
    uri?: string,
    conversation = this.#deps.chats.current,
  ): Promise<TurnEnd> {
    conversation.requireWritable();
    const controller = new AbortController();
    this.#running.set(controller, { conversation, ...(uri !== undefined && { uri }) });
    this.#deps.onRunningChanged();
    try {
      const end = await work(this.turnDeps(conversation), controller.signal, controller);
      if (end.status === 'complete') {
        void this.#check(conversation, end.turnId);
        void this.#sendNext(conversation, end.turnId);
      }
      return end;
    } finally {
      this.#running.delete(controller);
      this.#deps.onRunningChanged();
    }
  }

  /** Looks up what a complete answer says there is in the code; nobody waits for that. */
  async #check(conversation: Conversation, turnId: string): Promise<void> {
    try {
      const { checkTurn } = await import('./host/claims/checkTurn.ts');
      await checkTurn(conversation, turnId);
    } catch (error) {
      this.#deps.onError(error);
    }
  }

  /** Asks what has waited longest, after the answer that ended or else after the last one shown. */
  async #sendNext(conversation: Conversation, endedTurnId?: string): Promise<void> {
    const { state, isRunning } = conversation;
    const [next] = state.queue;
    if (!next || isRunning) return;
    const { id, question } = next;
    const last = (endedTurnId && endOfBranch(state, endedTurnId)) || activePath(state).at(-1);
    const place = { id, ...(last && { parentId: last.id }) };
    try {
      const access = this.#accessFor('chat', state.modelId);
      const work = (deps: ChatDeps, signal: AbortSignal) => ask(deps, { access, question, place }, signal);
      await this.#run(work, undefined, conversation);
    } catch (error) {
      // It still waits, and the user may be elsewhere.
      this.#deps.onError(error);
      this.#deps.notify(noticeFor(error, t));
    }
  }

  /** What a question in a conversation is asked with. */
  turnDeps(transcript: Transcript): CommandDeps {
    const { settings } = this.#deps;
    return {
      transcript,
      usageOf: (requestId) => this.#deps.usageOf(requestId),
      newId: randomUUID,
      onError: (error) => this.#deps.onError(error),
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      t,
      answerLanguage: settings.current.answerLanguage || displayLanguageName(),
      maxOutputTokens: settings.current.maxOutputTokens,
      documents: this.#deps.documents,
      counts: this.#deps.counts,
      ...(settings.current.compaction === 'summarize' && { summarizer: () => this.#deps.access('compact') }),
      workspace: {
        async projectRules(uri) {
          const { projectRules } = await import('./host/instructions/projectRules.ts');
          return projectRules(settings, uri);
        },
      },
    };
  }

  /** The model of that id if it can still be used, else the one that is meant for the purpose. */
  #accessFor(purpose: Purpose, modelId: ModelId | undefined): ModelAccess {
    return (modelId && this.#deps.accessTo(modelId)) ?? this.#deps.access(purpose);
  }

  #turn(turnId: string) {
    return this.#deps.chats.current.state.turns.find((turn) => turn.id === turnId);
  }

  /** A code block of an answer in the open chat. Throws `RangeError` when there is none. */
  code(turnId: string, line: number): CodeBlock {
    const block = codeBlockAt(this.#turn(turnId)?.answer.text ?? '', line);
    if (!block) throw new RangeError(`no code block at line ${line}`);
    return block;
  }
}

function editTitle({ purpose }: EditTask): string {
  if (purpose === 'optimize') return t('Inkstone is optimizing…');
  if (purpose === 'fix') return t('Inkstone is fixing…');
  return purpose === 'translate' ? t('Inkstone is translating…') : t('Inkstone is writing…');
}

/** A pop-up may be answered when another chat is open: its buttons say which turn they are for. */
function withTurn(notice: Notice, turnId: string): Notice {
  return { ...notice, actions: notice.actions.map((action) => ({ ...action, turnId })) };
}

const hasFailed = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => false,
    () => true,
  );
