import type * as vscode from 'vscode';
import type { Batches } from './batches.ts';
import type { Gestures } from './gestures.ts';
import type { Auditor } from './host/audit/auditor.ts';
import type { Answers } from './host/cache/answers.ts';
import type { ChatPanels } from './host/chat/chatPanels.ts';
import type { ChatPicker } from './host/chat/chatPicker.ts';
import type { ChatStorage, Chats } from './host/chat/chats.ts';
import {
  type CommandTable,
  indexArgument,
  rangeArgument,
  textArgument,
  uriArgument,
  urisArgument,
} from './host/commands.ts';
import type { CheckConnectionDeps } from './host/doctor/checkConnection.ts';
import type { PendingEdits } from './host/edit/pendingEdits.ts';
import type { Pages } from './host/pages.ts';
import type { ReportPages } from './host/reportPages.ts';
import type { SetupDialogs } from './host/setup/setupDialogs.ts';
import type { UsagePage } from './host/usage/usagePage.ts';
import type { LoadedCommands } from './loadedCommands.ts';
import type { TerminalQuestion } from './terminalCommands.ts';

export interface CommandDeps
  extends Pick<LoadedCommands, 'code' | 'content' | 'review' | 'terminal' | 'promptFolder'> {
  readonly gestures: Gestures;
  readonly panels: ChatPanels;
  readonly chats: Chats;
  readonly chatStorage: ChatStorage;
  readonly edits: PendingEdits;
  readonly setup: SetupDialogs;
  readonly usagePage: UsagePage;
  readonly answers: Answers;
  readonly auditor: Auditor;
  readonly reports: ReportPages;
  readonly doctor: CheckConnectionDeps;
  /** Loaded when first needed. */
  readonly batches: () => Promise<Batches>;
  readonly pages: Pages;
  readonly log: vscode.LogOutputChannel;
  report(error: unknown): void;
}

/** What each command of package.json does. */
export function createCommandTable(deps: CommandDeps): CommandTable {
  const {
    gestures,
    panels,
    chats,
    edits,
    setup,
    usagePage,
    answers,
    batches,
    code,
    content,
    review,
    terminal,
    promptFolder,
    pages,
    log,
  } = deps;
  const { auditor, reports, doctor, chatStorage, report } = deps;
  let loadedPicker: Promise<ChatPicker> | undefined;
  const picker = (): Promise<ChatPicker> => {
    loadedPicker ??= import('./host/chat/chatPicker.ts').then(
      ({ ChatPicker }) => new ChatPicker({ chats, storage: chatStorage, onError: report }),
    );
    return loadedPicker;
  };
  const ask = async (question: TerminalQuestion | undefined): Promise<void> => {
    if (!question) return;
    await panels.open({ keepFocus: true });
    await gestures.send(question.text, question.meaning);
  };
  return {
    generate: (instruction) => gestures.generate(textArgument(instruction)),
    explain: () => gestures.explain(),
    optimize: () => gestures.optimize(),
    async fix(about, range) {
      const place = rangeArgument(range);
      await (await code()).fix({
        wish: textArgument(about),
        ...(place && { uri: uriArgument(about), place }),
      });
    },
    writeTests: async (wish) => (await code()).writeTests(textArgument(wish)),
    writeDocumentation: async (wish) => (await code()).writeDocumentation(textArgument(wish)),
    async addToChat() {
      const text = gestures.selectionAsMarkdown();
      await panels.open({ keepFocus: false });
      panels.compose(text);
    },
    askDocuments: () => gestures.askDocuments(),
    writeCommitMessage: async (clicked) => (await content()).writeCommitMessage(clicked),
    writePullRequest: async (base) => (await content()).writePullRequest(textArgument(base)),
    writeReleaseNotes: async (since) => (await content()).writeReleaseNotes(textArgument(since)),
    writeReadmeSection: async (topic) => (await content()).writeReadmeSection(textArgument(topic)),
    summarizeFile: async (uri) => (await content()).summarizeFile(uriArgument(uri)),
    summarizeChanges: async (clicked) => (await content()).summarizeChanges(clicked),
    reviewChanges: async (clicked) => (await review()).review(clicked),
    applyReviewSuggestion: async (clicked) => (await review()).apply(clicked),
    async askAboutReview(clicked) {
      const text = await (await review()).quotation(clicked);
      if (text === undefined) return;
      await panels.open({ keepFocus: false });
      panels.compose(text);
    },
    explainTerminal: async () => ask((await terminal()).aboutLastCommand()),
    explainTerminalSelection: async () => ask(await (await terminal()).aboutSelection()),
    resolveReview: async (clicked) => (await review()).resolve(clicked),
    reopenReview: async (clicked) => (await review()).reopen(clicked),
    deleteReview: async (clicked) => (await review()).delete(clicked),
    clearReview: async () => (await review()).clear(),
    translateComments: async (language) => (await content()).translate('comments', textArgument(language)),
    translateDocument: async (language) => (await content()).translate('document', textArgument(language)),
    newPrompt: async () => (await import('./host/instructions/newInstructions.ts')).newPrompt(promptFolder()),
    newRule: async () => (await import('./host/instructions/newInstructions.ts')).newRule(),
    openChat: () => panels.open({ keepFocus: false }),
    newChat() {
      chats.startNew();
      return panels.open({ keepFocus: false });
    },
    openChatInEditor: () => panels.openInEditor(),
    async searchChats() {
      if (await (await picker()).pick()) await panels.open({ keepFocus: false });
    },
    async renameChat() {
      chats.current.requireWritable();
      const { renameChat } = await import('./host/chat/manageChat.ts');
      await renameChat(chats, chats.current.state);
    },
    pinChat() {
      const { id, isPinned } = chats.current.state;
      return chats.change(id, { type: 'chat-pinned', isPinned: isPinned !== true });
    },
    async deleteChat() {
      chats.current.requireWritable();
      const { deleteChat } = await import('./host/chat/manageChat.ts');
      await deleteChat(chats, chats.current.state, report);
    },
    async exportChat(target) {
      const { exportChat } = await import('./host/chat/transferChat.ts');
      await exportChat(chats.current.state, uriArgument(target));
    },
    async importChat(source) {
      const { importChats } = await import('./host/chat/transferChat.ts');
      const file = uriArgument(source);
      const id = await importChats(chatStorage, file && [file]);
      if (id !== undefined && (await chats.open(id))) await panels.open({ keepFocus: false });
    },
    continueAnswer: () => gestures.continueLast(),
    compactChat: () => gestures.compact(),
    stop: (uri) => gestures.stop(uriArgument(uri)?.toString()),
    explainFolder: async (clicked, chosen) =>
      (await batches()).start('explain', urisArgument(clicked, chosen)),
    documentFiles: async (clicked, chosen) =>
      (await batches()).start('document', urisArgument(clicked, chosen)),
    showBatches: async () => (await batches()).show(),
    showQuota: () => setup.showQuota(),
    selectModel: () => setup.selectModel(),
    addKey: (provider) => setup.addKey(typeof provider === 'string' ? provider : undefined),
    forgetKey: () => setup.forgetKey(),
    useLocalModel: () => setup.useLocalModel(),
    addEndpoint: () => setup.addEndpoint(),
    showUsage: () => usagePage.show(),
    exportUsage: () => usagePage.chooseExport(),
    resetUsage: () => usagePage.reset(),
    clearCache: () => answers.clear(),
    doctor: async () => (await import('./host/doctor/checkConnection.ts')).checkConnection(doctor),
    verifyAudit: async () =>
      (await import('./host/audit/showAuditVerdict.ts')).showAuditVerdict(auditor, reports),
    acceptEdit: (uri) => edits.decide('accepted', uriArgument(uri), 'all'),
    rejectEdit: (uri) => edits.decide('rejected', uriArgument(uri), 'all'),
    acceptHunk: (uri, index) => edits.decide('accepted', uriArgument(uri), indexArgument(index)),
    rejectHunk: (uri, index) => edits.decide('rejected', uriArgument(uri), indexArgument(index)),
    restoreHunk: (uri, index) => edits.decide('restored', uriArgument(uri), indexArgument(index)),
    nextHunk: () => edits.reveal(1),
    previousHunk: () => edits.reveal(-1),
    showEditDiff: (uri) => edits.compare(uriArgument(uri)),
    undoAcceptedEdit: async () => (await code()).undoAccepted(),
    repairEdit: async (uri) => (await code()).repair(uriArgument(uri)),
    showNewProblems: (uri) => edits.showNewProblems(uriArgument(uri)),
    showLog: () => log.show(),
    openWalkthrough: () => pages.walkthrough(),
    openSettings: () => pages.settings(),
  };
}
