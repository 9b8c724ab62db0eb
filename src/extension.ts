import * as vscode from 'vscode';
import type { Batches } from './batches.ts';
import { createCommandTable } from './commandTable.ts';
import type { ContextDesk } from './contextDesk.ts';
import { isRunning, type SessionEvent } from './core/chat/session.ts';
import type { Purpose } from './core/model/chatRequest.ts';
import type { ModelId } from './core/model/model.ts';
import { originOf } from './core/model/origin.ts';
import type { Credential, ProviderInfo } from './core/model/providerInfo.ts';
import type { NoticeAction } from './core/notice.ts';
import { noticeFor } from './core/noticeFor.ts';
import { storageFailed } from './core/storageFailed.ts';
import { describeError } from './core/text/describeError.ts';
import { estimateTokens } from './core/usage/estimateTokens.ts';
import { firstTokenMs } from './core/usage/firstTokenMs.ts';
import { createTokenCounts } from './core/usage/tokenCounts.ts';
import { Gestures } from './gestures.ts';
import { createAuditor } from './host/audit/auditor.ts';
import { unfinishedBatches } from './host/batch/unfinishedBatches.ts';
import { createAnswers } from './host/cache/answers.ts';
import { damagedChat, lostChatKey, readOnlyChat } from './host/chat/chatErrors.ts';
import { ChatPanels } from './host/chat/chatPanels.ts';
import { createChatStorage } from './host/chat/chatStorage.ts';
import { Chats } from './host/chat/chats.ts';
import { registerCommands } from './host/commands.ts';
import { TerminalOutput } from './host/context/terminalOutput.ts';
import { CurrentEditor } from './host/currentEditor.ts';
import type { CheckConnectionDeps } from './host/doctor/checkConnection.ts';
import { PendingEdits } from './host/edit/pendingEdits.ts';
import { GateFiles } from './host/gateFiles.ts';
import { registerLightBulb } from './host/lightBulb.ts';
import { createLazyEditorModels } from './host/models/lazyEditorModels.ts';
import { registerModelOffer } from './host/models/registerModelOffer.ts';
import { NoticeBox } from './host/noticeBox.ts';
import { createPages } from './host/pages.ts';
import { createReportOnce } from './host/reportOnce.ts';
import { ReportPages } from './host/reportPages.ts';
import { SecretCredentials } from './host/secretCredentials.ts';
import type { ModelChoice } from './host/setup/addKey.ts';
import { noModel } from './host/setup/noModel.ts';
import { createSetupDialogs } from './host/setup/setupDialogs.ts';
import { t } from './host/translate.ts';
import { UsagePage } from './host/usage/usagePage.ts';
import { UsageStatus } from './host/usage/usageStatus.ts';
import { UsageStore } from './host/usage/usageStore.ts';
import { UserSettings } from './host/userSettings.ts';
import { createIntentTable } from './intentTable.ts';
import { createLoadedCommands } from './loadedCommands.ts';
import { createNoticeActions } from './noticeActions.ts';
import { registerParticipant } from './participant.ts';
import type { ModelFacts } from './providers/modelOf.ts';
import { createModels, environmentCredential, type ModelInUse } from './providers/models.ts';
import { once } from './providers/once.ts';
import { createLazyTransport } from './providers/transport/lazyTransport.ts';

/** Under this key is what servers said of the models that were chosen: their lists are not asked for again. */
const CHOSEN_MODELS = 'inkstone.chosenModels';

/** Under this key is what was learnt of how models count. */
const CALIBRATIONS = 'inkstone.calibrations';

/** Under this key a workspace remembers its open chat. */
const OPEN_CHAT = 'inkstone.openChat';

/** What changes how full the model's window is, beside an answer. */
const CHANGES_CONTEXT: ReadonlySet<SessionEvent['type']> = new Set([
  'turn-shown',
  'turn-deleted',
  'turn-compacted',
  'chat-restored',
  'chat-model-chosen',
]);

let saveAll: (() => Promise<unknown>) | undefined;

/** The wiring diagram: every part is made once and connected here. Nothing runs, polls or connects by itself. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <Part extends vscode.Disposable>(part: Part): Part => {
    context.subscriptions.push(part);
    return part;
  };
  const log = own(vscode.window.createOutputChannel('Inkstone', { log: true }));
  const notices = new NoticeBox(async (action) => {
    try {
      await act(action);
    } catch (error) {
      report(error);
    }
  });
  const note = (error: unknown): void => log.error(describeError(error));
  const report = (error: unknown): void => {
    note(error);
    void notices.show(noticeFor(error, t));
  };

  const settings = own(new UserSettings());
  const tellBadSettings = async (): Promise<void> => {
    const { problems } = settings;
    const { badSetting } = await import('./core/badSetting.ts');
    for (const problem of problems) report(badSetting(problem, t));
  };
  const credentials = own(new SecretCredentials(context.secrets, context.globalState));
  const usage = new UsageStore(context.globalStorageUri.fsPath);
  const usageSaves = createReportOnce((error) => report(storageFailed(error, 'save-usage', t)));
  const usageReads = createReportOnce((error) => report(storageFailed(error, 'read-usage', t)));
  // Loaded when a model on this machine or network is first spoken to.
  const directTransport = createLazyTransport(async () =>
    (await import('./providers/transport/directTransport.ts')).createDirectTransport(),
  );
  own({ dispose: () => directTransport.close() });
  /** The key of the environment names no address, so it goes to none but the first. */
  const isBackup = (provider: string, origin: string): boolean =>
    models
      .providers()
      .some(({ id, backupUrls = [] }) => id === provider && backupUrls.some((url) => isOf(url, origin)));
  const fromEnvironment = (provider: string, origin: string): Credential | undefined =>
    settings.current.credentialFromEnvironment && !isBackup(provider, origin)
      ? environmentCredential(provider, origin, process.env)
      : undefined;
  const credentialOf = async (provider: string, origin: string): Promise<Credential | undefined> =>
    (await credentials.get(provider, origin)) ?? fromEnvironment(provider, origin);
  const answers = createAnswers(context, settings, (error) => report(storageFailed(error, 'use-cache', t)));
  own(answers);
  const auditor = createAuditor({
    storageFolder: context.globalStorageUri.fsPath,
    secrets: context.secrets,
    settings,
    onFailed: (error) => report(storageFailed(error, 'save-audit', t)),
    onForgotten: note,
  });
  /** Loaded with the first request. */
  const envFiles = once(async () => own((await import('./host/guard/envFiles.ts')).createEnvFiles()));
  const chosenModels = (): Readonly<Record<string, ModelFacts>> => context.globalState.get(CHOSEN_MODELS, {});
  const models = createModels({
    audit: (endpoint) => auditor.observer(endpoint),
    onSpansDropped: (total, reason) => log.warn(`${total} spans could not be exported so far: ${reason}`),
    answers,
    gates: new GateFiles(vscode.Uri.joinPath(context.globalStorageUri, 'gates').fsPath, Date.now),
    settings: () => settings.current,
    envValues: async () => (await envFiles()).values(),
    credential: credentialOf,
    directTransport,
    editorModels: createLazyEditorModels(),
    kept: (id) => chosenModels()[id],
    hasKey: (endpoint) => hasKey(endpoint),
    firstTokenMs: (id) => firstTokenMs(usage.records, id, Date.now()),
    record(record) {
      log.info(`${record.purpose} ${record.modelId} ${record.outcome} ${Math.round(record.durationMs)} ms`);
      void usageSaves.run(() => usage.append(record));
    },
  });
  const hasKey = ({ id, baseUrl }: ProviderInfo): boolean => {
    const origin = originOf(baseUrl);
    const isStored = credentials.entries().some((entry) => entry.provider === id && entry.origin === origin);
    return isStored || fromEnvironment(id, origin) !== undefined;
  };
  const usable = (found: ModelInUse | undefined): ModelInUse | undefined =>
    !found?.endpoint.needsKey || hasKey(found.endpoint) ? found : undefined;
  /** The model in use, if there is a key for it or it needs none. */
  const usableModel = (purpose?: Purpose): ModelInUse | undefined => usable(models.inUse(purpose));
  /** The model that answers in the open chat. */
  const chatModel = (): ModelInUse | undefined => {
    const { modelId } = chats.current.state;
    return (modelId && usable(models.named(modelId))) ?? usableModel('chat');
  };

  const reports = own(new ReportPages());
  const doctor: CheckConnectionDeps = {
    candidates() {
      const inUse = models.inUse();
      const canBeAsked = (endpoint: ProviderInfo): boolean =>
        !endpoint.isEditor && (endpoint.needsKey ? hasKey(endpoint) : endpoint.models.length > 0);
      const others = models.providers().filter((each) => each.id !== inUse?.endpoint.id && canBeAsked(each));
      const candidates = [
        ...(inUse && !inUse.endpoint.isEditor ? [{ provider: inUse.endpoint, model: inUse.model }] : []),
        ...others.map((provider) => ({ provider, model: provider.models[0] })),
      ];
      if (candidates.length === 0) throw noModel();
      return candidates;
    },
    examine: (patient, signal) =>
      models.examine(
        { ...patient, badSettings: settings.problems.map(({ name }) => `inkstone.${name}`) },
        signal,
      ),
    async secretsOf({ id, baseUrl }) {
      const credential = await credentialOf(id, originOf(baseUrl));
      const { headers = {} } = models.providers().find((endpoint) => endpoint.id === id) ?? {};
      return [...(credential ? [credential.value] : []), ...Object.values(headers)];
    },
    reports,
    version: String(context.extension.packageJSON.version),
  };
  const pages = createPages(context.extension, reports);
  const usagePage = own(new UsagePage(context.extensionUri, usage, report));
  const journal = once(async () => {
    const { openEditJournal } = await import('./host/edit/acceptedEdits.ts');
    return openEditJournal(context, note);
  });
  const edits = own(
    new PendingEdits(async (accepted) => {
      try {
        await (await journal()).append(accepted);
      } catch (error) {
        note(error);
      }
    }),
  );
  const chatStorage = createChatStorage(context, {
    settings,
    onDamaged: (file) => report(damagedChat(file)),
    onLostKey: (folder) => report(lostChatKey(folder)),
    onError: note,
  });
  const chats = new Chats(chatStorage, (error) => report(storageFailed(error, 'save-chat', t)), readOnlyChat);
  const status = own(
    new UsageStatus(usage, () => ({
      chat: chatModel()?.answering.label ?? '',
      others: usableModel()?.answering.label ?? '',
    })),
  );
  const keepFacts = async (id: ModelId): Promise<void> => {
    const facts = models.told(id);
    if (facts) await context.globalState.update(CHOSEN_MODELS, { ...chosenModels(), [id]: facts });
  };
  const setup = createSetupDialogs({
    directory: models,
    credentials,
    settings,
    async useModel(id) {
      await keepFacts(id);
      const { isReadOnly, state } = chats.current;
      if (state.modelId && !isReadOnly) chats.current.dispatch({ type: 'chat-model-chosen' });
      await settings.write('model', id);
      // What was chosen by hand is meant for the chat, whatever its list says.
      const { chat: _, ...others } = settings.current.modelFor;
      if (settings.current.modelFor.chat) await settings.write('modelFor', others);
    },
    modelInUse: () => usableModel()?.model,
    hasKey,
  });
  const editor = own(new CurrentEditor());
  // Only what is listened to from the beginning can be asked about later.
  const terminals = own(new TerminalOutput());
  /** Loaded when the documents are first asked. */
  const documents = once(async () => {
    const { DocumentSearcher } = await import('./host/documents/documentSearcher.ts');
    const folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'documents').fsPath;
    const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'documentWorker.cjs').fsPath;
    return own(new DocumentSearcher({ settings, script, folder, onError: note }));
  });
  const accessFor = (purpose: Purpose): ModelInUse => {
    const access = usableModel(purpose);
    if (!access) throw noModel();
    // Loaded while the prompt is being made.
    void models.prepare();
    return access;
  };
  const counts = createTokenCounts({
    read: () => context.globalState.get(CALIBRATIONS, {}),
    write: (calibrations) => void context.globalState.update(CALIBRATIONS, calibrations),
  });
  let desk: ContextDesk | undefined;
  const loadDesk = once(async () => {
    const { ContextDesk } = await import('./contextDesk.ts');
    desk = own(
      new ContextDesk({
        chats,
        settings,
        editor,
        terminals,
        counts,
        model: () => chatModel()?.answering,
        usableModels: models.usable,
        guardKinds: () =>
          chatModel()?.endpoint.isLocal && !settings.current.guardLocalModels ? [] : settings.current.guard,
        envValues: async () => (await envFiles()).values(),
        onChange: () => panels.refreshStatus(),
        storage: { folder: context.storageUri?.fsPath, secrets: context.secrets, onError: note },
      }),
    );
    panels.refreshStatus();
    return desk;
  });
  const gestures: Gestures = new Gestures({
    documents: {
      search: async (question, onProgress, signal) =>
        (await documents()).search(question, onProgress, signal),
    },
    chats,
    edits,
    settings,
    editor,
    access: accessFor,
    question: async (text, meaning) => (await loadDesk()).question(text, meaning),
    accessTo: (modelId) => usable(models.named(modelId)),
    usageOf: (requestId) => usage.records.findLast((record) => record.requestId === requestId),
    counts,
    showChat: () => panels.open({ keepFocus: true }),
    notify: (notice) => void notices.show(notice),
    onError: note,
    onRunningChanged: () => refresh(),
  });
  let loadedBatches: Promise<Batches> | undefined;
  const batches = (): Promise<Batches> => {
    loadedBatches ??= loadBatches();
    return loadedBatches;
  };
  const offerToGoOn = async (): Promise<void> => (await batches()).offerToGoOn();
  async function loadBatches(): Promise<Batches> {
    const { Batches } = await import('./batches.ts');
    const folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'batches').fsPath;
    return new Batches({
      folder,
      memory: context.workspaceState,
      settings,
      edits,
      reports,
      access: accessFor,
      accessTo: (id) => models.named(id),
      tryNow: (provider) => models.tryNow(provider),
      report,
      onError: note,
    });
  }
  const loaded = createLoadedCommands({
    gestures,
    edits,
    journal,
    editor,
    terminals,
    settings,
    counts,
    own,
    onError: note,
    storageFolder: context.globalStorageUri,
    access: accessFor,
    notify: (notice) => void notices.show(notice),
    run: (command, args) => commands[command](args),
  });
  const modelOfChat: ModelChoice = {
    async useModel(id) {
      await keepFacts(id);
      chats.current.dispatch({ type: 'chat-model-chosen', modelId: id });
    },
    modelInUse: () => chatModel()?.model,
  };
  const panels: ChatPanels = own(
    new ChatPanels(
      {
        extensionUri: context.extensionUri,
        status() {
          const receipt = desk?.receipt();
          const model = chatModel()?.answering;
          return {
            modelLabel: model?.label ?? '',
            isReadOnly: chats.current.isReadOnly,
            ...(receipt && { receipt }),
            chats: chats.recent.map(({ id, title, isPinned }) => ({
              id,
              title,
              ...(isPinned && { isPinned }),
            })),
            ...(model && { context: gestures.contextUse(model) }),
          };
        },
        intents: createIntentTable({
          gestures,
          chats,
          context: async () => loadDesk(),
          ...loaded,
          setup,
          pages,
          edits,
          journal,
          onError: note,
          editor,
          settings,
          panels: () => panels,
          act: (action) => act(action),
          chatModel: modelOfChat,
        }),
        onOpened() {
          void chats.list().then(() => panels.refreshStatus(), report);
          void models.prepare();
          void Promise.resolve(loadDesk()).catch(report);
        },
        onError: report,
      },
      chats.current,
    ),
  );
  const act: (action: NoticeAction) => unknown = createNoticeActions({
    gestures,
    chats,
    panels,
    setup,
    chatModel: modelOfChat,
    usagePage,
    pages,
    log,
    tryNow: (provider) => models.tryNow(provider),
  });

  const refresh = (): void => {
    status.refresh();
    panels.refreshStatus();
    void vscode.commands.executeCommand('setContext', 'inkstone.isRunning', gestures.isRunning);
  };
  const remember = (id: string): unknown => context.workspaceState.update(OPEN_CHAT, id);
  chats.onDidSwitch((conversation) => {
    panels.show(conversation);
    remember(conversation.state.id);
    status.refresh();
    if (conversation.isReadOnly) report(readOnlyChat());
  });
  chats.onDidDelete((conversation) => gestures.stopConversation(conversation));
  chats.onEvent((event) => {
    if (event.type === 'turn-started') {
      if (isRunning(event.turn.answer.status)) status.started(event.turn.id, performance.now());
      remember(chats.current.state.id);
    } else if (event.type === 'answer-restarted' || event.type === 'answer-continued')
      status.started(event.turnId, performance.now());
    else if (event.type === 'text-delta' || event.type === 'reasoning-delta')
      status.progress(event.turnId, estimateTokens(event.text), performance.now());
    else if (event.type === 'answer-finished') status.ended(event.turnId);
    else if (CHANGES_CONTEXT.has(event.type)) panels.refreshStatus();
    if (event.type === 'chat-model-chosen') status.refresh();
  });
  own(credentials.onDidChange(refresh));
  own(
    settings.onDidChange(() => {
      if (settings.problems.length > 0) void tellBadSettings();
      refresh();
    }),
  );
  own(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      // Other windows may have used models meanwhile.
      if (focused) void usageReads.run(() => usage.refresh());
    }),
  );
  own(registerLightBulb(settings));
  own(
    registerModelOffer({
      settings,
      credentials,
      providers: () => models.providers(),
      hasKey,
      accessTo: (id) => usable(models.named(id)),
      counts,
    }),
  );
  own(registerParticipant(context.extensionUri, { editor, access: accessFor, gestures, onError: note }));
  const commands = createCommandTable({
    gestures,
    panels,
    chats,
    chatStorage,
    edits,
    setup,
    usagePage,
    answers,
    auditor,
    reports,
    doctor,
    batches,
    ...loaded,
    pages,
    log,
    report,
  });
  own(registerCommands(commands, report));
  void usageReads.run(() => usage.refresh());
  const lastChat = context.workspaceState.get<string>(OPEN_CHAT);
  if (lastChat) chats.reopen(lastChat).catch(report);
  if (unfinishedBatches(context.workspaceState).length > 0) offerToGoOn().catch(report);
  saveAll = () =>
    Promise.all([
      chats.flush().then(() => chatStorage.flush()),
      usage.flush(),
      answers.flush(),
      models.flush(),
      loadedBatches?.then((loaded) => loaded.flush()),
      auditor.flush(),
    ]);
}

/** The editor waits for what this returns, so that nothing is lost when a window closes. */
export function deactivate(): Promise<unknown> | undefined {
  return saveAll?.();
}

const isOf = (url: string, origin: string): boolean => URL.canParse(url) && originOf(url) === origin;
