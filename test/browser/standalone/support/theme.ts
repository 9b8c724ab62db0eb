import { readFileSync } from 'node:fs';
import path from 'node:path';

export type ThemeName = 'darkModern' | 'lightModern' | 'highContrast' | 'highContrastLight';

/** What VS Code adds to the document of a webview. */
export interface ThemeDress {
  readonly bodyClass: string;
  readonly style: string;
}

interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The variables of a theme as VS Code 1.139 sets them (those that the pages use), and what of its own style sheet for
 * webviews bears on them.
 */
export function themeDress(name: ThemeName, surface: 'sidebar' | 'editor'): ThemeDress {
  const file = path.join(import.meta.dirname, `../themes/${name}.json`);
  const { bodyClass, variables } = JSON.parse(readFileSync(file, 'utf8')) as Theme;
  const declarations = Object.entries(variables).map(([variable, value]) => `${variable}: ${value};`);
  const background = surface === 'sidebar' ? '--vscode-sideBar-background' : '--vscode-editor-background';
  return {
    bodyClass,
    style: `:root { ${declarations.join(' ')} }
html { background: var(${background}); scrollbar-color: var(--vscode-scrollbarSlider-background) var(${background}); }
@layer vscode-default {
  body { color: var(--vscode-editor-foreground); margin: 0; padding: 0 20px; }
  a { color: var(--vscode-textLink-foreground); }
  code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background); padding: 1px 3px; }
  blockquote { background: var(--vscode-textBlockQuote-background); border-color: var(--vscode-textBlockQuote-border); }
}`,
  };
}
