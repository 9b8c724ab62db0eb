import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { BatchItem } from '../../core/batch/batchJob.ts';
import { UserError } from '../../core/userError.ts';
import { documentLines, type EditorTarget } from '../editorWorkspace.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';

/** A file of a batch as it is now: in the editor where it is open, unsaved changes included. Throws `UserError`. */
export async function batchSource({
  uri,
  region,
}: Pick<BatchItem, 'uri' | 'region'>): Promise<{ readonly target: EditorTarget; readonly hash: string }> {
  const resource = vscode.Uri.parse(uri);
  const document = await openDocument(resource);
  const lines = documentLines(document);
  const editor = vscode.workspace.getConfiguration('editor', document);
  return {
    hash: hashOf(lines),
    target: {
      uri,
      path: workspacePath(resource),
      languageId: document.languageId,
      lines,
      region: region ?? { startLine: 0, endLine: lines.length },
      taken: { by: region ? 'selection' : 'document' },
      indentation: {
        unit: editor.get('insertSpaces', true) ? 'spaces' : 'tab',
        size: editor.get('tabSize', 4),
      },
    },
  };
}

/** SHA-256 of a document's text, whatever its ends of lines. */
function hashOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (cause) {
    const failed = new UserError(
      'nothing-to-work-on',
      t('{0} cannot be read any more.', workspacePath(uri)),
      t('It may have been moved or deleted.'),
    );
    failed.cause = cause;
    throw failed;
  }
}
