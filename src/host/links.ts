import * as vscode from 'vscode';
import type { CodeReference } from '../core/chat/session.ts';
import { linkedPlace } from '../core/text/placeInFile.ts';
import { placesOf } from './files/workspacePath.ts';
import { t } from './translate.ts';

const ALLOWED = new Set(['http:', 'https:', 'mailto:']);

/** A link is shown shortened beyond this; the rest is rarely for people and may carry data away. */
const LONG_LINK = 200;

/**
 * Opens a link of a model's answer: a file of the workspace in the editor, a web or mail address in the browser. An
 * address that hides its target (a user name, an IP address, a very long query) is shown in full first.
 */
export async function openLink(href: string): Promise<void> {
  if (await openWorkspaceFile(href)) return;
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (!url || !ALLOWED.has(url.protocol)) {
    void vscode.window.showWarningMessage(
      t('Inkstone does not open this kind of link: {0}', href.slice(0, LONG_LINK)),
    );
    return;
  }
  const isSuspicious =
    url.username !== '' ||
    url.password !== '' ||
    /^[\d.]+$|^\[/.test(url.hostname) ||
    href.length > LONG_LINK;
  if (isSuspicious) {
    const open = t('Open');
    const answer = await vscode.window.showWarningMessage(
      t('Open this address in the browser?'),
      { modal: true, detail: url.href },
      open,
    );
    if (answer !== open) return;
  }
  await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
}

/** Says whether the link named a file of a workspace folder. */
async function openWorkspaceFile(href: string): Promise<boolean> {
  const place = linkedPlace(href);
  if (!place) return false;
  for (const uri of placesOf(place.path)) {
    const isFile = await vscode.workspace.fs.stat(uri).then(
      ({ type }) => (type & vscode.FileType.File) !== 0,
      () => false,
    );
    if (!isFile) continue;
    const start = new vscode.Position(place.startLine - 1, 0);
    await vscode.commands.executeCommand('vscode.open', uri, { selection: new vscode.Range(start, start) });
    return true;
  }
  return false;
}

/** Shows the code that a question was about. */
export async function openReference(reference: CodeReference): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(reference.uri));
  const last = document.lineCount - 1;
  const start = Math.min(reference.startLine - 1, last);
  const end = document.lineAt(Math.min(reference.endLine - 1, last)).range.end;
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(new vscode.Position(start, 0), end),
  });
}
