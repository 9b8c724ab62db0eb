import * as vscode from 'vscode';
import { UserError } from '../core/userError.ts';
import { t } from './translate.ts';

/** Files that say what a project is, how it is built and how it is started. */
const MANIFESTS = [
  'package.json',
  'pyproject.toml',
  'Cargo.toml',
  'go.mod',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'composer.json',
  'CMakeLists.txt',
  'Makefile',
];

const MOST_MANIFEST_CHARACTERS = 6000;
const MOST_MANIFESTS = 3;
const MOST_NAMES = 150;

/** What is known of a project by its folder: its manifests and the names of what is in it, two levels deep. */
export async function projectFacts(
  root: vscode.Uri,
  isShown: (uri: vscode.Uri) => Promise<boolean>,
): Promise<string> {
  const top = await entriesOf(root, isShown);
  const nested = await Promise.all(
    top.map(async ({ name, isFolder }) => {
      if (!isFolder) return [name];
      const inside = await entriesOf(vscode.Uri.joinPath(root, name), isShown);
      return [`${name}/`, ...inside.map((entry) => `${name}/${entry.name}${entry.isFolder ? '/' : ''}`)];
    }),
  );
  const names = nested.flat();
  const known = MANIFESTS.filter((manifest) => top.some(({ name }) => name === manifest));
  const manifests = await Promise.all(
    known.slice(0, MOST_MANIFESTS).map(async (name) => {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(root, name));
      return `${name}:\n${new TextDecoder().decode(bytes).slice(0, MOST_MANIFEST_CHARACTERS)}`;
    }),
  );
  const listed = names.slice(0, MOST_NAMES);
  const more = names.length - listed.length;
  return [`Files:\n${listed.join('\n')}${more > 0 ? `\nand ${more} more` : ''}`, ...manifests].join('\n\n');
}

/** The README with the cursor where the user has it, else at its end; a new one where there is none. With the project's folder. */
export async function openReadme(
  editor: vscode.TextEditor | undefined,
): Promise<{ readonly editor: vscode.TextEditor; readonly root: vscode.Uri }> {
  if (editor && /(?:^|\/)readme[^/]*$/i.test(editor.document.uri.path)) {
    const { uri } = editor.document;
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..');
    return { editor, root };
  }
  const folder =
    (editor && vscode.workspace.getWorkspaceFolder(editor.document.uri)) ??
    vscode.workspace.workspaceFolders?.[0];
  if (!folder)
    throw new UserError(
      'no-editor',
      t('No folder is open, so there is no README.'),
      t('Open the folder of the project.'),
    );
  const entries = await vscode.workspace.fs.readDirectory(folder.uri);
  const names = entries.map(([name]) => name);
  const name =
    names.find((each) => /^readme\.md$/i.test(each)) ?? names.find((each) => /^readme/i.test(each));
  const file = vscode.Uri.joinPath(folder.uri, name ?? 'README.md');
  const document = await vscode.workspace.openTextDocument(name ? file : file.with({ scheme: 'untitled' }));
  const end = document.lineAt(document.lineCount - 1).range.end;
  const selection = new vscode.Range(end, end);
  const opened = await vscode.window.showTextDocument(document, { selection, preview: false });
  return { editor: opened, root: folder.uri };
}

async function entriesOf(
  folder: vscode.Uri,
  isShown: (uri: vscode.Uri) => Promise<boolean>,
): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const shown = await Promise.all(
    entries
      .filter(([name]) => !name.startsWith('.') && name !== 'node_modules')
      .slice(0, MOST_NAMES)
      .map(async ([name, type]) =>
        (await isShown(vscode.Uri.joinPath(folder, name)))
          ? [{ name, isFolder: (type & vscode.FileType.Directory) !== 0 }]
          : [],
      ),
  );
  return shown.flat();
}
