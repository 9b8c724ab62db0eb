import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { batchReport } from './assistant/batch/batchReport.ts';
import { BATCH_PURPOSES } from './assistant/batch/batchRequest.ts';
import { commentedLines } from './assistant/batch/commentedLines.ts';
import { type BatchDeps, runBatch } from './assistant/batch/runBatch.ts';
import { runBulk } from './assistant/batch/runBulk.ts';
import type { ModelAccess } from './assistant/turn.ts';
import {
  type BatchDelivery,
  type BatchItem,
  type BatchJob,
  type BatchKind,
  itemsToReview,
  tallyOf,
} from './core/batch/batchJob.ts';
import { kindText, progressText } from './core/batch/batchTexts.ts';
import { proposalOf } from './core/edit/proposal.ts';
import type { Purpose } from './core/model/chatRequest.ts';
import type { ModelId } from './core/model/model.ts';
import { type Notice, noticeLine } from './core/notice.ts';
import { queuedNotice } from './core/noticeFor.ts';
import { storageFailed } from './core/storageFailed.ts';
import { estimateTokens } from './core/usage/estimateTokens.ts';
import { UserError } from './core/userError.ts';
import { batchSource } from './host/batch/batchSource.ts';
import { BatchStore, type OpenBatch } from './host/batch/batchStore.ts';
import { confirmBatch, skippedLines } from './host/batch/confirmBatch.ts';
import { type FoundFile, findFiles } from './host/batch/findFiles.ts';
import { forgetUnfinished, rememberUnfinished, unfinishedBatches } from './host/batch/unfinishedBatches.ts';
import type { PendingEdits } from './host/edit/pendingEdits.ts';
import { documentLines } from './host/editorWorkspace.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { projectRules } from './host/instructions/projectRules.ts';
import { createReportOnce } from './host/reportOnce.ts';
import type { ReportPages } from './host/reportPages.ts';
import { withCancel } from './host/setup/progress.ts';
import { displayLanguageName, t } from './host/translate.ts';
import type { UserSettings } from './host/userSettings.ts';

export interface BatchesDeps {
  /** Where batches are kept. */
  readonly folder: string;
  /** Remembers, for the next start, which batches are not finished. */
  readonly memory: vscode.Memento;
  readonly settings: UserSettings;
  readonly edits: PendingEdits;
  readonly reports: ReportPages;
  /** The model in use. Throws `UserError` `no-model`. */
  access(purpose: Purpose): ModelAccess;
  accessTo(model: ModelId): ModelAccess | undefined;
  /** Ends the pauses that Inkstone makes by itself with a provider. */
  tryNow(provider: string): void;
  report(error: unknown): void;
  /** For the log only. */
  onError(error: unknown): void;
}

/** What the user lets be done with many files at once. */
export class Batches {
  readonly #deps: BatchesDeps;
  readonly #store: BatchStore;
  readonly #running = new Map<string, OpenBatch>();

  constructor(deps: BatchesDeps) {
    this.#deps = deps;
    const saves = createReportOnce((error) => deps.report(storageFailed(error, 'save-batch', t)));
    this.#store = new BatchStore(deps.folder, (error) => void saves.run(() => Promise.reject(error)));
  }

  /** Asks for files or a folder unless they are given, and for the user's word before anything is sent. */
  async start(kind: BatchKind, chosen: readonly vscode.Uri[]): Promise<void> {
    const access = this.#deps.access(BATCH_PURPOSES[kind]);
    const selections = chosen.length === 0 && kind === 'explain' ? selectedRegions() : [];
    const roots = chosen.length > 0 || selections.length > 0 ? chosen : await askForRoots(kind);
    if (!roots) return;
    const found = selections.length > 0 ? selections : await this.#find(roots, kind);
    if (!found) return;
    const wanted = found.filter(({ skip }) => !skip);
    if (wanted.length === 0) throw nothingFound(found);
    const delivery = await this.#confirm(kind, found, access);
    if (!delivery) return;
    const id = randomUUID();
    const job: BatchJob = {
      id,
      kind,
      title: selections[0]?.path ?? titleOf(roots, wanted.length),
      createdAt: Date.now(),
      modelId: access.model.id,
      modelLabel: access.model.label,
      delivery,
      items: found.map((file, index) => itemOf(file, `${id.slice(0, 8)}-${index + 1}`)),
    };
    await this.#run(this.#store.create(job), access);
  }

  /** After a restart: says which batches are not finished, and goes on with each when the user says so. */
  async offerToGoOn(): Promise<void> {
    await Promise.all(unfinishedBatches(this.#deps.memory).map((id) => this.#offerToGoOnWith(id)));
  }

  async #offerToGoOnWith(id: string): Promise<void> {
    const batch = await this.#store.open(id);
    if (!batch || tallyOf(batch.job).waiting === 0) return forgetUnfinished(this.#deps.memory, id);
    const goOn = t('Go On');
    const show = t('Show the Results');
    const answer = await vscode.window.showInformationMessage(unfinished(batch.job), goOn, show);
    if (answer === goOn) await this.#goOn(batch);
    else if (answer === show) await this.#showReport(batch.job);
  }

  /** Resolves when everything that batches have brought so far is on disk. */
  async flush(): Promise<void> {
    await Promise.all([...this.#running.values()].map((batch) => batch.flush()));
  }

  /** Lists the batches of this workspace and does what the user chooses with one. */
  async show(): Promise<void> {
    const jobs = await this.#store.list();
    if (jobs.length === 0) {
      void vscode.window.showInformationMessage(
        t('There are no batches yet. Choose Explain Folder or Document Files in the explorer.'),
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(
      jobs.map((job) => ({
        label: job.title,
        description: kindText(job.kind, t),
        detail: progressText(job, t),
        job,
      })),
      { title: t('Batches') },
    );
    const batch = picked && (await this.#store.open(picked.job.id));
    if (batch) await this.#offerActions(batch);
  }

  async #offerActions(batch: OpenBatch): Promise<void> {
    const { job } = batch;
    const { waiting, failed } = tallyOf(job);
    const isRunning = this.#running.has(job.id);
    const actions: (vscode.QuickPickItem & { readonly run: () => Promise<void> })[] = [
      { label: t('Show the Report'), run: () => this.#showReport(job) },
    ];
    if (itemsToReview(job).length > 0)
      actions.unshift({ label: t('Review the Comments…'), run: () => this.#review(batch) });
    if (waiting > 0 && !isRunning)
      actions.push({ label: t('Go On with {0} Files', waiting), run: () => this.#goOn(batch) });
    if (failed > 0 && !isRunning)
      actions.push({ label: t('Try {0} Files Again', failed), run: () => this.#retry(batch) });
    if (job.bulkId && !isRunning)
      actions.push({ label: t('Cancel at the Provider'), run: () => this.#takeBack(batch) });
    if (!isRunning) actions.push({ label: t('Delete This Batch'), run: () => this.#remove(job.id) });
    const action = await vscode.window.showQuickPick(actions, { title: job.title });
    await action?.run();
  }

  async #find(roots: readonly vscode.Uri[], kind: BatchKind): Promise<readonly FoundFile[] | undefined> {
    return withCancel(t('Looking through the files…'), (signal) => findFiles(roots, kind, signal));
  }

  async #confirm(
    kind: BatchKind,
    found: readonly FoundFile[],
    { model, bulk, defers }: ModelAccess,
  ): Promise<BatchDelivery | undefined> {
    const answer = await confirmBatch({ kind, found, model, hasBulk: bulk !== undefined });
    return answer === 'live' && defers ? this.#deps.settings.current.batchDelivery : answer;
  }

  async #goOn(batch: OpenBatch): Promise<void> {
    const access = this.#deps.accessTo(batch.job.modelId);
    if (!access)
      throw new UserError(
        'no-model',
        t('{0}, with which this batch was begun, is not set up any more.', batch.job.modelLabel),
        t('Set it up again, or start the batch anew with another model.'),
        [{ id: 'select-model', label: t('Choose Another Model') }],
      );
    await this.#run(batch, access);
  }

  async #retry(batch: OpenBatch): Promise<void> {
    batch.dispatch({ type: 'retried' });
    await this.#goOn(batch);
  }

  async #takeBack(batch: OpenBatch): Promise<void> {
    const { bulkId, modelId } = batch.job;
    const bulk = this.#deps.accessTo(modelId)?.bulk;
    if (!bulkId || !bulk) return;
    await withCancel(t('Cancelling at the provider…'), (signal) => bulk.cancel(bulkId, signal));
    batch.dispatch({ type: 'taken-back' });
    await batch.flush();
  }

  async #remove(id: string): Promise<void> {
    await this.#store.remove(id);
    forgetUnfinished(this.#deps.memory, id);
  }

  async #run(batch: OpenBatch, access: ModelAccess): Promise<void> {
    const { id } = batch.job;
    if (this.#running.has(id)) return;
    this.#running.set(id, batch);
    rememberUnfinished(this.#deps.memory, id);
    try {
      const notice = await this.#work(batch, access);
      await batch.flush();
      if (tallyOf(batch.job).waiting === 0) forgetUnfinished(this.#deps.memory, id);
      void this.#tellEnd(batch, notice).catch((error: unknown) => this.#deps.report(error));
    } finally {
      this.#running.delete(id);
    }
  }

  async #work(batch: OpenBatch, access: ModelAccess): Promise<Notice | undefined> {
    const { settings, onError } = this.#deps;
    const title = t('{0}: {1}', kindText(batch.job.kind, t), batch.job.title);
    const deps: BatchDeps = {
      source: batchSource,
      onError,
      t,
      answerLanguage: settings.current.answerLanguage || displayLanguageName(),
      maxOutputTokens: settings.current.maxOutputTokens,
      workspace: { projectRules: (uri) => projectRules(settings, uri) },
    };
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        const controller = new AbortController();
        const subscription = token.onCancellationRequested(() => controller.abort());
        const { wanted } = tallyOf(batch.job);
        const tell = (): void => {
          const { done, failed } = tallyOf(batch.job);
          progress.report({ message: t('{0} of {1}', done + failed, wanted) });
        };
        tell();
        const waitForLimit = async (waitMs: number, signal: AbortSignal): Promise<void> => {
          const { what } = queuedNotice({ because: 'limit', waitMs }, access.model.label, t);
          progress.report({ message: what });
          await wait(waitMs, signal);
          tell();
        };
        const running = {
          get job() {
            return batch.job;
          },
          dispatch(event: Parameters<OpenBatch['dispatch']>[0]) {
            batch.dispatch(event);
            if (event.type !== 'item-ended') return;
            progress.report({ increment: 100 / wanted });
            tell();
          },
        };
        try {
          if (batch.job.delivery !== 'bulk' || !access.bulk)
            return await runBatch(
              { ...deps, waitForLimit },
              { batch: running, access, workers: settings.current.batchWorkers },
              controller.signal,
            );
          return await runBulk(
            {
              ...deps,
              wait,
              onProgress: ({ status, settled }) =>
                progress.report({ message: t('at the provider: {0}, {1} of {2}', status, settled, wanted) }),
            },
            { batch: running, access, bulk: access.bulk },
            controller.signal,
          );
        } finally {
          subscription.dispose();
        }
      },
    );
  }

  async #tellEnd(batch: OpenBatch, notice: Notice | undefined): Promise<void> {
    const { job } = batch;
    const { waiting, failed, done } = tallyOf(job);
    const goOn = t('Go On');
    const again = t('Try Again');
    const tryNow = notice?.actions.find(({ id }) => id === 'try-now');
    const report = t('Show the Report');
    const review = t('Review the Comments…');
    const isReviewable = itemsToReview(job).length > 0;
    const hasNothing = job.kind === 'document' && done > 0 && !isReviewable;
    if (job.kind === 'explain' && done > 0 && waiting === 0) await this.#showReport(job);
    const tell =
      notice || failed > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const answer = await tell(
      [
        notice && noticeLine(notice),
        waiting > 0 ? unfinished(job) : progressText(job, t),
        hasNothing && t('There is no comment to add.'),
      ]
        .filter(Boolean)
        .join(' '),
      ...(waiting > 0 && tryNow ? [tryNow.label] : []),
      ...(waiting > 0 ? [goOn] : []),
      ...(waiting === 0 && failed > 0 ? [again] : []),
      ...(isReviewable ? [review] : []),
      report,
    );
    if (tryNow && answer === tryNow.label) {
      if (tryNow.argument) this.#deps.tryNow(tryNow.argument);
      await this.#goOn(batch);
    } else if (answer === goOn) await this.#goOn(batch);
    else if (answer === again) await this.#retry(batch);
    else if (answer === review) await this.#review(batch);
    else if (answer === report) await this.#showReport(job);
  }

  /** Opens files with the comments proposed in them, one after the other, as the user picks them. */
  async #review(batch: OpenBatch): Promise<void> {
    const picked = await vscode.window.showQuickPick(
      itemsToReview(batch.job).map((item) => {
        const { isApplied, addedLines } = item.state;
        return {
          label: `${isApplied ? '$(check)' : '$(diff)'} ${item.path}`,
          ...(addedLines !== undefined && { description: t('{0} lines of comments', addedLines) }),
          item,
        };
      }),
      {
        title: t('Review the comments of a file'),
        placeHolder: t('Nothing is written until you accept it in the file.'),
      },
    );
    if (picked) await this.#propose(batch, picked.item);
  }

  async #propose(batch: OpenBatch, item: BatchItem): Promise<void> {
    if (item.state.status !== 'done') return;
    const { target, hash } = await batchSource(item);
    if (hash !== item.state.sourceHash)
      throw new UserError(
        'document-closed',
        t('{0} has changed since its comments were written.', item.path),
        t('Run Document Files on it again.'),
      );
    const commented = commentedLines(target.lines, item.state.answer);
    if (!commented || commented.inserted === 0) {
      void vscode.window.showInformationMessage(t('The model had no comments to add to {0}.', item.path));
      return;
    }
    const uri = vscode.Uri.parse(item.uri);
    const editor = await vscode.window.showTextDocument(uri);
    const lines = documentLines(editor.document);
    const edit = await this.#deps.edits.open({ uri: item.uri, lines }, t('Documentation comments'));
    edit.update(() => proposalOf(lines, commented.lines));
    await edit.end('complete');
    batch.dispatch({ type: 'item-applied', id: item.id });
    await batch.flush();
    if (commented.leftOut > 0)
      void vscode.window.showInformationMessage(
        t(
          'In {0} places the model also changed lines of yours; these were left as they are.',
          commented.leftOut,
        ),
      );
  }

  #showReport(job: BatchJob): Promise<void> {
    const name = `${kindText(job.kind, t)} ${job.title}`.replace(/[\\/:*?"<>|]+/g, ' ');
    return this.#deps.reports.show(name, batchReport(job, t));
  }
}

function itemOf(file: FoundFile, id: string): BatchItem {
  const { uri, path, region, skip } = file;
  return {
    id,
    uri: uri.toString(),
    path,
    ...(region && { region }),
    state: skip ? { status: 'skipped', reason: skip } : { status: 'waiting' },
  };
}

/** Several selections of the active editor are so many things to explain. */
function selectedRegions(): readonly FoundFile[] {
  const editor = vscode.window.activeTextEditor;
  const chosen = editor?.selections.filter(({ isEmpty }) => !isEmpty) ?? [];
  if (!editor || chosen.length < 2) return [];
  const { uri } = editor.document;
  const path = workspacePath(uri);
  return chosen.map((selection) => ({
    uri,
    path,
    region: {
      startLine: selection.start.line,
      endLine: selection.end.line + (selection.end.character > 0 ? 1 : 0),
    },
    tokens: estimateTokens(editor.document.getText(selection)),
  }));
}

async function askForRoots(kind: BatchKind): Promise<readonly vscode.Uri[] | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return vscode.window.showOpenDialog({
    title: kindText(kind, t),
    openLabel: t('Choose'),
    canSelectMany: true,
    canSelectFiles: kind === 'document',
    canSelectFolders: kind === 'explain',
    ...(folder && { defaultUri: folder.uri }),
  });
}

function nothingFound(found: readonly FoundFile[]): UserError {
  return new UserError(
    'nothing-to-work-on',
    t('There is no file here to work on.'),
    skippedLines(found).join(' ') || t('Choose a folder with code in it.'),
  );
}

function titleOf(roots: readonly vscode.Uri[], files: number): string {
  const [only, ...others] = roots;
  return only && others.length === 0 ? workspacePath(only) : t('{0} files', files);
}

const unfinished = (job: BatchJob): string =>
  t('The batch “{0}” is not finished: {1}', job.title, progressText(job, t));

function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', abort, { once: true });
  });
}
