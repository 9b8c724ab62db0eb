import * as vscode from 'vscode';
import { isCommandName } from '../../core/instructions/promptFile.ts';
import { UserError } from '../../core/userError.ts';
import { t } from '../translate.ts';
import { RULES_FOLDER } from './projectRules.ts';
import { PROMPTS_FOLDER } from './promptFiles.ts';

/** Asks for a name and a place, and opens a new file in which a prompt is begun. */
export async function newPrompt(userFolder: vscode.Uri): Promise<void> {
  const name = await askForName(
    t('New Prompt'),
    t('Its name, which is called behind a slash. For example: review'),
  );
  if (!name) return;
  const own = { label: t('My prompts'), description: t('in every workspace'), folder: userFolder };
  const places = (vscode.workspace.workspaceFolders ?? []).map(({ name: label, uri }) => ({
    label,
    description: PROMPTS_FOLDER,
    folder: vscode.Uri.joinPath(uri, PROMPTS_FOLDER),
  }));
  const place =
    places.length === 0
      ? own
      : await vscode.window.showQuickPick([own, ...places], { title: t('Where is it to be kept?') });
  if (place) await create(vscode.Uri.joinPath(place.folder, `${name}.md`), promptTemplate());
}

/** Asks for a name, and opens a new file in which a rule of the workspace is begun. Throws `UserError` without a folder. */
export async function newRule(): Promise<void> {
  const [first, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (!first) throw new UserError('no-editor', t('No folder is open.'), t('Open the folder of the project.'));
  const name = await askForName(t('New Rule'), t('Its name. For example: style'));
  if (!name) return;
  const picked =
    others.length === 0
      ? { folder: first }
      : await vscode.window.showQuickPick(
          [first, ...others].map((folder) => ({ label: folder.name, folder })),
          { title: t('Where is it to be kept?') },
        );
  if (picked)
    await create(vscode.Uri.joinPath(picked.folder.uri, RULES_FOLDER, `${name}.md`), ruleTemplate());
}

async function askForName(title: string, prompt: string): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title,
    prompt,
    ignoreFocusOut: true,
    validateInput: (value) =>
      value === '' || isCommandName(value) ? undefined : t('Letters, digits, - and _ only, please.'),
  });
  return name || undefined;
}

/** A file that is there already is opened as it is. */
async function create(uri: vscode.Uri, text: string): Promise<void> {
  const isThere = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!isThere) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(uri, { preview: false });
}

const promptTemplate = (): string => `---
description: ${t('What it is for, shown in the list')}
argument-hint: ${t('[what to look at]')}
---
${t('Review the code below for mistakes that tests would not find. Look above all at: {0}', '{{args}}')}

{{selection}}
`;

const ruleTemplate = (): string => `---
description: ${t('What it is about')}
globs: "**/*"
---
- ${t('One rule on each line, as you would tell a new colleague.')}
`;
