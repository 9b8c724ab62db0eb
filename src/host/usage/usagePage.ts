import * as vscode from 'vscode';
import { storageFailed } from '../../core/storageFailed.ts';
import { usageCsv } from '../../core/usage/usageExport.ts';
import { usageReport } from '../../core/usage/usageReport.ts';
import { UserError } from '../../core/userError.ts';
import { type HostToUsage, usageIntent } from '../../protocol/usageMessages.ts';
import { displayTexts, t } from '../translate.ts';
import { webviewHtml, webviewOptions } from '../webviewHtml.ts';
import type { UsageStore } from './usageStore.ts';

/** The usage page, an editor tab; at most one. */
export class UsagePage {
  readonly #extensionUri: vscode.Uri;
  readonly #store: UsageStore;
  readonly #onError: (error: unknown) => void;
  #panel: vscode.WebviewPanel | undefined;

  /** `onError` is told what fails that the page has asked for; what a command asks for throws. */
  constructor(extensionUri: vscode.Uri, store: UsageStore, onError: (error: unknown) => void) {
    this.#extensionUri = extensionUri;
    this.#store = store;
    this.#onError = onError;
  }

  async show(): Promise<void> {
    await this.#refresh();
    if (this.#panel) {
      this.#panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      'inkstone.usage',
      t('Inkstone Usage'),
      vscode.ViewColumn.Active,
      webviewOptions(this.#extensionUri),
    );
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'icon.svg');
    const listening = this.#store.onDidChange(() => this.#post());
    panel.onDidDispose(() => {
      listening.dispose();
      this.#panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const intent = usageIntent().safeParse(message);
      if (!intent.success) return;
      if (intent.data.type === 'usage-ready') this.#post();
      else if (intent.data.type === 'export') this.export(intent.data.format).catch(this.#onError);
      else this.reset().catch(this.#onError);
    });
    panel.webview.html = webviewHtml(panel.webview, this.#extensionUri, {
      name: 'usage',
      title: t('Inkstone Usage'),
      surface: 'editor',
    });
  }

  /** Asks for the format, then for the file. */
  async chooseExport(): Promise<void> {
    const format = await vscode.window.showQuickPick(['CSV', 'JSON'], { title: t('Export Usage') });
    if (format) await this.export(format === 'CSV' ? 'csv' : 'json');
  }

  /** Writes every record to a file that the user names. Throws `UserError` `storage-failed`. */
  async export(format: 'csv' | 'json'): Promise<void> {
    await this.#refresh();
    const target = await vscode.window.showSaveDialog({
      title: t('Export Usage'),
      filters: format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] },
    });
    if (!target) return;
    const { records } = this.#store;
    const text = format === 'csv' ? usageCsv(records) : `${JSON.stringify(records, null, 2)}\n`;
    try {
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) throw error;
      throw new UserError(
        'storage-failed',
        t('The figures could not be written to {0}: {1}', target.fsPath, error.message),
        t('Choose another file or folder.'),
      );
    }
  }

  /** Asks, then starts from zero. Throws `UserError` `storage-failed`. */
  async reset(): Promise<void> {
    const reset = t('Reset');
    const answer = await vscode.window.showWarningMessage(
      t('Start the usage figures from zero?'),
      { modal: true, detail: t('The old figures are kept in a file in Inkstone’s storage folder.') },
      reset,
    );
    if (answer !== reset) return;
    await this.#store.reset(Date.now()).catch((error) => {
      throw storageFailed(error, 'reset-usage', t);
    });
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  /** What cannot be read anew is shown as it was. */
  async #refresh(): Promise<void> {
    await this.#store.refresh().catch((error) => this.#onError(storageFailed(error, 'read-usage', t)));
  }

  #post(): void {
    const message: HostToUsage = {
      type: 'report',
      report: usageReport(this.#store.records, Date.now()),
      language: vscode.env.language,
      texts: displayTexts(),
    };
    void this.#panel?.webview.postMessage(message);
  }
}
