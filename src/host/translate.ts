import * as vscode from 'vscode';
import type { Translate } from '../core/text/translate.ts';

/** The editor's display language. */
export const t: Translate = (message, ...args) => vscode.l10n.t(message, ...args);

/** English → the display language, for a webview; empty in English. */
export function displayTexts(): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(vscode.l10n.bundle ?? {}))
    texts[key] = typeof value === 'string' ? value : (value as { message: string }).message;
  return texts;
}

/** The display language by its English name, for prompts: `Simplified Chinese`. */
export function displayLanguageName(): string {
  if (/^zh(-cn|-hans|$)/i.test(vscode.env.language)) return 'Simplified Chinese';
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(vscode.env.language) ?? 'English';
}
