import * as vscode from 'vscode';
import { mediaHtml } from './mediaHtml.ts';

/** The page of a webview, with its script and style sheet from `dist/media`. */
export function webviewHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: { readonly name: 'chat' | 'usage'; readonly title: string; readonly surface: 'sidebar' | 'editor' },
): string {
  const { name, title, surface } = page;
  const addressOf = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'media', file)).toString();
  return mediaHtml({
    title,
    surface,
    language: vscode.env.language,
    script: addressOf(`${name}.js`),
    style: addressOf(`${name}.css`),
    ...(name === 'chat' && { formulas: addressOf('math.js') }),
    source: webview.cspSource,
  });
}

/** Only the built media can be loaded, nothing from the workspace. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'media')],
  };
}
