import * as vscode from 'vscode';
import { t } from '../translate.ts';
import type { PendingEdit } from './pendingEdit.ts';

/** Removed lines shown in a hover, at most. */
const MAX_HOVER_LINES = 40;

/** Marks the changes of pending edits in every visible editor with the theme's own diff colours. */
export class EditDecorations {
  readonly #inserted = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground'),
    overviewRulerColor: new vscode.ThemeColor('diffEditorOverview.insertedForeground'),
    borderWidth: '0 0 0 3px',
    borderStyle: 'solid',
    borderColor: new vscode.ThemeColor('editorGutter.addedBackground'),
  });
  readonly #removed = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderWidth: '2px 0 0 0',
    borderStyle: 'dashed',
    borderColor: new vscode.ThemeColor('editorGutter.deletedBackground'),
    overviewRulerColor: new vscode.ThemeColor('diffEditorOverview.removedForeground'),
  });
  readonly #edited = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderWidth: '0 0 0 3px',
    borderStyle: 'solid',
    borderColor: new vscode.ThemeColor('editorGutter.modifiedBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorWarning.foreground'),
  });

  show(edit: PendingEdit): void {
    const inserted: vscode.DecorationOptions[] = [];
    const removed: vscode.DecorationOptions[] = [];
    const edited: vscode.DecorationOptions[] = [];
    for (const hunk of edit.isOver ? [] : edit.hunks) {
      const { newStart, newEnd, oldStart, oldEnd } = hunk;
      const gone = edit.baseline.slice(oldStart, oldEnd);
      const hoverMessage = gone.length > 0 ? removedHover(edit.document.languageId, gone) : [];
      if (newEnd > newStart)
        (hunk.edited ? edited : inserted).push({
          range: new vscode.Range(newStart, 0, newEnd - 1, 0),
          hoverMessage,
        });
      if (gone.length > 0 && !hunk.edited) {
        const line = Math.min(newStart, edit.document.lineCount - 1);
        removed.push({ range: new vscode.Range(line, 0, line, 0), hoverMessage });
      }
    }
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document !== edit.document) continue;
      editor.setDecorations(this.#inserted, inserted);
      editor.setDecorations(this.#removed, removed);
      editor.setDecorations(this.#edited, edited);
    }
  }

  dispose(): void {
    this.#inserted.dispose();
    this.#removed.dispose();
    this.#edited.dispose();
  }
}

function removedHover(languageId: string, lines: readonly string[]): vscode.MarkdownString {
  const hover = new vscode.MarkdownString();
  hover.appendText(lines.length === 1 ? t('1 line was here:') : t('{0} lines were here:', lines.length));
  hover.appendCodeblock(lines.slice(0, MAX_HOVER_LINES).join('\n'), languageId);
  return hover;
}
