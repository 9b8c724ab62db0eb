import * as vscode from 'vscode';
import type { Fit } from '../../core/edit/apply/fitEdit.ts';
import { refusalText } from '../../core/edit/apply/refusalText.ts';
import { t } from '../translate.ts';

export interface Refused {
  readonly fit: Extract<Fit, { readonly fits: false }>;
  /** The user may say where it goes. */
  readonly canChoose: boolean;
  readonly canRepair: boolean;
}

/** What the user wants done with an edit that does not fit: nothing when undefined. */
export type RefusalChoice = 'repair' | 'choose' | 'confirm';

/** Says why an edit does not fit and what differs, shows the place when asked to, and asks what is to be done. */
export async function askAboutRefusal(
  editor: vscode.TextEditor,
  path: string,
  { fit, canChoose, canRepair }: Refused,
): Promise<RefusalChoice | undefined> {
  const { refusals, ifConfirmed } = fit;
  const [place] = refusals.flatMap(({ nearest, places }) => nearest?.range ?? places[0] ?? []);
  const show = t('Show the Place');
  const labels: readonly (readonly [string, RefusalChoice])[] = [
    ...(canRepair ? [[t('Let the Model Repair It'), 'repair'] as const] : []),
    ...(ifConfirmed === undefined ? [] : [[t('Review All the Same'), 'confirm'] as const]),
    ...(canChoose ? [[t('Choose the Place…'), 'choose'] as const] : []),
  ];
  const text = `${refusalText(refusals, path, t)} ${t('Nothing was changed.')}`;
  let buttons = [...(place ? [show] : []), ...labels.map(([label]) => label)];
  for (;;) {
    const chosen = await vscode.window.showWarningMessage(text, ...buttons);
    if (chosen !== show || !place) return labels.find(([label]) => label === chosen)?.[1];
    const end = Math.max(place.startLine, place.endLine - 1);
    const range = editor.document.validateRange(
      new vscode.Range(place.startLine, 0, end, Number.MAX_SAFE_INTEGER),
    );
    const shown = await vscode.window.showTextDocument(editor.document, { selection: range });
    shown.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    buttons = buttons.filter((label) => label !== show);
  }
}
