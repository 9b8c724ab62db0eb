import * as vscode from 'vscode';
import type { NoticeAction, NoticeActionId } from './core/notice.ts';
import { noticeFor } from './core/noticeFor.ts';
import { redact } from './core/text/redact.ts';
import { estimateTokens } from './core/usage/estimateTokens.ts';
import { UserError } from './core/userError.ts';
import { Gestures } from './gestures.ts';
import { ChatPanels } from './host/chat/chatPanels.ts';
import { ChatStore } from './host/chat/chatStore.ts';
import { Chats } from './host/chat/chats.ts';
import { pickChat } from './host/chat/pickChat.ts';
import { indexArgument, registerCommands, uriArgument } from './host/commands.ts';
import { PendingEdits } from './host/edit/pendingEdits.ts';
import { registerLightBulb } from './host/lightBulb.ts';
import { openLink, openReference } from './host/links.ts';
import { NoticeBox } from './host/noticeBox.ts';
import { SecretCredentials } from './host/secretCredentials.ts';
import { onDidChangeSettings, readSettings, writeSetting } from './host/settingsReader.ts';
import { addEndpoint } from './host/setup/addEndpoint.ts';
import { type AddKeyDeps, addKey, forgetKey, useKeyElsewhere } from './host/setup/addKey.ts';
import { selectModel, useLocalModel } from './host/setup/selectModel.ts';
import { t } from './host/translate.ts';
import { UsagePage } from './host/usage/usagePage.ts';
import { UsageStatus } from './host/usage/usageStatus.ts';
import { UsageStore } from './host/usage/usageStore.ts';
import { createModels, environmentCredential } from './providers/models.ts';
import { createLazyDirectTransport } from './providers/transport/lazyTransport.ts';

/** The wiring diagram: makes every part once and connects them. Nothing here runs, polls or connects by itself. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <T extends { dispose(): unknown }>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const log = own(vscode.window.createOutputChannel('Inkstone', { log: true }));
  const note = (error: unknown): void => log.error(redact(describeError(error)));
  const report = (error: unknown): void => {
    note(error);
    void notices.show(noticeFor(error, t));
  };

  const credentials = own(new SecretCredentials(context.secrets, context.globalState));
  const usage = new UsageStore(context.globalStorageUri.fsPath);
  const directTransport = createLazyDirectTransport();
  own({ dispose: () => directTransport.close() });
  const models = createModels({
    settings: () => readSettings().settings,
    credential: async (provider, origin) =>
      (await credentials.get(provider, origin)) ??
      (readSettings().settings.credentialFromEnvironment
        ? environmentCredential(provider, origin, process.env)
        : undefined),
    directTransport,
    record(record) {
      log.info(`${record.purpose} ${record.modelId} ${record.outcome} ${Math.round(record.durationMs)} ms`);
      usage.append(record).catch(report);
    },
  });
  const isUsable = (): boolean => {
    const provider = models.inUse()?.endpoint;
    if (!provider) return false;
    return (
      !provider.needsKey ||
      readSettings().settings.credentialFromEnvironment ||
      credentials.entries().some((entry) => entry.provider === provider.id)
    );
  };
  const modelLabel = (): string => (isUsable() ? (models.inUse()?.model.label ?? '') : '');

  const edits = own(new PendingEdits());
  const chats = new Chats(
    new ChatStore(vscode.Uri.joinPath(context.globalStorageUri, 'chats').fsPath, (file) =>
      report(
        new UserError(
          'damaged-file',
          t('A saved chat could not be read. It was set aside as {0}.', file),
          t('Nothing else is affected.'),
        ),
      ),
    ),
    report,
  );
  const status = own(new UsageStatus(usage, modelLabel));

  const gestures: Gestures = new Gestures({
    chats,
    edits,
    access() {
      const access = isUsable() ? models.inUse() : undefined;
      if (access) return access;
      throw new UserError(
        'no-model',
        t('No model is set up yet.'),
        t('Add a key, or use a model on this machine.'),
        [
          { id: 'add-key', label: t('Add a Key') },
          { id: 'use-local-model', label: t('Use a Local Model') },
        ],
      );
    },
    usageOf: (requestId) => usage.records.findLast((record) => record.requestId === requestId),
    showChat: () => panels.open({ keepFocus: true }),
    notify: (notice) => void notices.show(notice),
    onError: note,
    onRunningChanged: () => refresh(),
  });

  const panels = own(
    new ChatPanels(
      {
        extensionUri: context.extensionUri,
        status: () => ({
          modelLabel: modelLabel(),
          isRunning: gestures.isRunning,
          chats: chats.recent.map(({ id, title }) => ({ id, title })),
        }),
        intents: {
          send: ({ text }) =>
            gestures.send(text).catch((error) => {
              panels.compose(text);
              report(error);
            }),
          stop: () => gestures.stop(),
          retry: ({ turnId }) => gestures.retry(turnId),
          'new-chat': () => chats.startNew(),
          'open-chat': ({ chatId }) => chats.open(chatId),
          'copy-code': ({ turnId, line }) => gestures.copyCode(turnId, line),
          'insert-code': ({ turnId, line }) => gestures.insertCode(turnId, line),
          'copy-answer': ({ turnId }) => gestures.copyAnswer(turnId),
          'open-link': ({ href }) => openLink(href),
          'open-reference': ({ turnId, index }) => {
            const turn = chats.current.state.turns.find((candidate) => candidate.id === turnId);
            const reference = turn?.question.references[index];
            return reference && openReference(reference);
          },
          'notice-action': ({ turnId, action }) => {
            const turn = chats.current.state.turns.find((candidate) => candidate.id === turnId);
            const chosen = turn?.answer.notice?.actions.find((candidate) => candidate.id === action);
            return chosen?.id === 'retry' ? gestures.retry(turnId) : chosen && act(chosen);
          },
          'select-model': () => selectModel(setup, readSettings().settings.model),
          'add-key': () => addKey(setup),
          'use-local-model': () => useLocalModel(setup),
          'open-walkthrough': () => openWalkthrough(),
        },
        onOpened: () => void chats.list().then(() => panels.refreshStatus(), report),
        onError: report,
      },
      chats.current,
    ),
  );
  chats.onDidSwitch((conversation) => panels.show(conversation));
  chats.onEvent((event) => {
    if (event.type === 'turn-started') status.started(event.turn.id, performance.now());
    else if (event.type === 'answer-restarted') status.started(event.turnId, performance.now());
    else if (event.type === 'text-delta' || event.type === 'reasoning-delta')
      status.progress(event.turnId, estimateTokens(event.text), performance.now());
    else if (event.type === 'answer-finished') status.ended(event.turnId);
  });

  const setup: AddKeyDeps = {
    directory: models,
    credentials,
    useModel: (id) => writeSetting('model', id),
    currentProvider: () => (isUsable() ? models.inUse()?.endpoint.id : undefined),
  };
  const usagePage = own(new UsagePage(context.extensionUri, usage));
  const openWalkthrough = () =>
    vscode.commands.executeCommand(
      'workbench.action.openWalkthrough',
      `${context.extension.id}#inkstone.start`,
    );
  const openSettings = () =>
    vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`);

  const actions: Record<NoticeActionId, (action: NoticeAction) => unknown> = {
    'add-key': () => addKey(setup, models.inUse()?.endpoint.id),
    'replace-key': () => addKey(setup, models.inUse()?.endpoint.id),
    'select-model': () => selectModel(setup, readSettings().settings.model),
    'use-suggested-provider': ({ argument }) => useKeyElsewhere(setup, argument),
    'use-local-model': () => useLocalModel(setup),
    retry: () => gestures.retryLast(),
    'show-log': () => log.show(),
    'open-proxy-settings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', 'http.proxy'),
    'open-settings': openSettings,
    'show-usage': () => usagePage.show(),
    'show-answer': () => panels.open({ keepFocus: false }),
    'new-chat': () => chats.startNew(),
  };
  const act = (action: NoticeAction): unknown => actions[action.id](action);
  const notices = new NoticeBox((action) => Promise.resolve(act(action)).catch(report));

  own(registerLightBulb());
  own(
    registerCommands(
      {
        generate: () => gestures.generate(),
        explain: () => gestures.explain(),
        optimize: () => gestures.optimize(),
        async addToChat() {
          const text = gestures.selectionAsMarkdown();
          await panels.open({ keepFocus: false });
          panels.compose(text);
        },
        openChat: () => panels.open({ keepFocus: false }),
        newChat() {
          chats.startNew();
          return panels.open({ keepFocus: false });
        },
        openChatInEditor: () => panels.openInEditor(),
        showChats: () => pickChat(chats),
        stop: () => gestures.stop(),
        selectModel: () => selectModel(setup, readSettings().settings.model),
        addKey: (provider) => addKey(setup, typeof provider === 'string' ? provider : undefined),
        forgetKey: () => forgetKey(setup),
        useLocalModel: () => useLocalModel(setup),
        addEndpoint: () => addEndpoint(setup),
        showUsage: () => usagePage.show(),
        exportUsage: () => usagePage.chooseExport(),
        resetUsage: () => usagePage.reset(),
        acceptEdit: (uri) => edits.decide('accepted', uriArgument(uri), 'all'),
        rejectEdit: (uri) => edits.decide('rejected', uriArgument(uri), 'all'),
        acceptHunk: (uri, index) => edits.decide('accepted', uriArgument(uri), indexArgument(index)),
        rejectHunk: (uri, index) => edits.decide('rejected', uriArgument(uri), indexArgument(index)),
        restoreHunk: (uri, index) => edits.decide('restored', uriArgument(uri), indexArgument(index)),
        nextHunk: () => edits.reveal(1),
        previousHunk: () => edits.reveal(-1),
        showEditDiff: (uri) => edits.compare(uriArgument(uri)),
        showLog: () => log.show(),
        openWalkthrough,
        openSettings,
      },
      report,
    ),
  );

  const refresh = (): void => {
    status.refresh();
    panels.refreshStatus();
    void vscode.commands.executeCommand('setContext', 'inkstone.isRunning', gestures.isRunning);
  };
  own(credentials.onDidChange(refresh));
  own(
    onDidChangeSettings(() => {
      for (const { name, reason } of readSettings().problems)
        report(
          new UserError(
            'bad-setting',
            t('The setting {0} cannot be used: {1}', `inkstone.${name}`, reason),
            t('Its default is used until it is put right.'),
            [{ id: 'open-settings', label: t('Open Settings') }],
          ),
        );
      refresh();
    }),
  );
  own(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      // Other windows may have used models meanwhile.
      if (focused) void usage.refresh().catch(report);
    }),
  );
  void usage.refresh().catch(report);
  saveAll = async () => {
    await Promise.all([chats.flush(), usage.flush()]);
  };
}

let saveAll: (() => Promise<void>) | undefined;

/** The editor waits for what this returns, so that nothing is lost when a window closes. */
export function deactivate(): Promise<void> | undefined {
  return saveAll?.();
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? `${error.code} ` : '';
  return `${code}${error.stack ?? error.message}${error.cause === undefined ? '' : `\ncaused by ${describeError(error.cause)}`}`;
}
