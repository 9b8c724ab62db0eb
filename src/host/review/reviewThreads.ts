import * as vscode from 'vscode';
import type { PlacedComment } from '../../core/review/placeComment.ts';
import type { ReviewComment } from '../../core/review/reviewAnswer.ts';
import { UserError } from '../../core/userError.ts';
import { documentLines } from '../editorWorkspace.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';

/** What a thread is about. */
export interface ReviewedLines {
  readonly comment: ReviewComment;
  readonly uri: vscode.Uri;
  /** The document's lines as they were when the comment was shown. */
  readonly lines: readonly string[];
  /** It suggests something for just these lines. */
  readonly isApplicable: boolean;
}

/** A reviewer's comments in the editor: in the file itself, and so on that side of a diff editor that shows it. */
export class ReviewThreads {
  readonly #controller = vscode.comments.createCommentController('inkstone.review', t('Inkstone Review'));
  readonly #shown = new Map<vscode.CommentThread, ReviewedLines>();

  /** Shows a comment of a file of the repository. Throws what the editor throws where it cannot be opened. */
  async show(root: vscode.Uri, comment: PlacedComment): Promise<vscode.CommentThread> {
    const uri = vscode.Uri.joinPath(root, comment.path);
    const document = await vscode.workspace.openTextDocument(uri);
    const lines = documentLines(document);
    const wanted = comment.startLine - 1;
    const places = placesOfLines(lines, comment.lines);
    // Of several other places that look alike none is meant for sure.
    const found = places.includes(wanted) || places.length === 1 ? nearestOf(places, wanted) : undefined;
    const start = Math.min(found ?? wanted, lines.length - 1);
    const end = Math.min(start + comment.lines.length - 1, lines.length - 1);
    const notes = [
      ...(comment.meantLine === undefined
        ? []
        : [t('Meant for line {0}, which is not part of the changes.', comment.meantLine)]),
      ...(found === undefined ? [t('The file is not as it was reviewed; the line may be another one.')] : []),
    ];
    const isApplicable = comment.replacement !== undefined && found !== undefined;
    const range = new vscode.Range(start, 0, end, lines[end]?.length ?? 0);
    const thread = this.#controller.createCommentThread(uri, range, [
      {
        author: { name: 'Inkstone' },
        body: bodyOf(comment, notes, document.languageId),
        mode: vscode.CommentMode.Preview,
        label: severityLabel(comment.severity),
      },
    ]);
    thread.label = severityLabel(comment.severity);
    thread.canReply = false;
    thread.collapsibleState =
      comment.severity === 'suggestion'
        ? vscode.CommentThreadCollapsibleState.Collapsed
        : vscode.CommentThreadCollapsibleState.Expanded;
    this.#shown.set(thread, { comment, uri, lines: lines.slice(start, end + 1), isApplicable });
    this.#setState(thread, 'open');
    return thread;
  }

  /** The thread that a menu means, if it is one of these. */
  find(clicked: unknown): vscode.CommentThread | undefined {
    const { thread = clicked } = (clicked ?? {}) as { readonly thread?: unknown };
    return [...this.#shown.keys()].find((each) => each === thread);
  }

  resolve(thread: vscode.CommentThread): void {
    this.#setState(thread, 'resolved');
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
  }

  reopen(thread: vscode.CommentThread): void {
    this.#setState(thread, 'open');
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }

  delete(thread: vscode.CommentThread): void {
    thread.dispose();
    this.#shown.delete(thread);
  }

  clear(): void {
    for (const thread of [...this.#shown.keys()]) this.delete(thread);
  }

  /** Menus know a thread by its context value. */
  #setState(thread: vscode.CommentThread, state: 'open' | 'resolved'): void {
    const isOpen = state === 'open';
    thread.state = isOpen ? vscode.CommentThreadState.Unresolved : vscode.CommentThreadState.Resolved;
    const open = this.about(thread).isApplicable ? 'suggestion' : 'comment';
    thread.contextValue = isOpen ? open : 'resolved';
  }

  /** Throws `RangeError` for a thread that is not shown. */
  about(thread: vscode.CommentThread): ReviewedLines {
    const about = this.#shown.get(thread);
    if (!about) throw new RangeError('no such thread');
    return about;
  }

  /**
   * Where the lines of a thread are now, from 0: where they were, or at the one other place that has the same. Throws
   * `UserError` when they are not there any more, or nobody can tell which they are.
   */
  placeNow(thread: vscode.CommentThread, now: readonly string[]): number {
    const { lines, uri } = this.about(thread);
    const places = placesOfLines(now, lines);
    const before = thread.range?.start.line;
    const place = places.find((each) => each === before) ?? (places.length === 1 ? places[0] : undefined);
    if (place !== undefined) return place;
    throw new UserError(
      'nothing-to-work-on',
      t('The lines of {0} that this suggestion is for have changed.', workspacePath(uri)),
      t('Ask about the comment in the chat, or review the changes again.'),
    );
  }

  dispose(): void {
    this.#shown.clear();
    this.#controller.dispose();
  }
}

/** Where lines stand in others, from 0. */
const placesOfLines = (all: readonly string[], lines: readonly string[]): readonly number[] =>
  all.flatMap((_, index) => (lines.every((line, offset) => all[index + offset] === line) ? [index] : []));

const nearestOf = (places: readonly number[], wanted: number): number | undefined =>
  places.reduce<number | undefined>(
    (best, place) =>
      best === undefined || Math.abs(place - wanted) < Math.abs(best - wanted) ? place : best,
    undefined,
  );

function bodyOf(comment: PlacedComment, notes: readonly string[], languageId: string): vscode.MarkdownString {
  // The editor would load pictures from wherever the model, or a change that it was told of, wants.
  const body = new vscode.MarkdownString(comment.text.replaceAll('![', '!\\['));
  for (const note of notes) body.appendMarkdown(`\n\n*${note}*`);
  if (!comment.replacement) return body;
  body.appendMarkdown(`\n\n${t('Suggested:')}\n`);
  return body.appendCodeblock(comment.replacement.join('\n'), languageId);
}

function severityLabel(severity: ReviewComment['severity']): string {
  switch (severity) {
    case 'error':
      return t('Error');
    case 'warning':
      return t('Warning');
    case 'suggestion':
      return t('Suggestion');
  }
}
