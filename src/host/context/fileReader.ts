import path from 'node:path';
import * as vscode from 'vscode';
import { decodeText } from '../../core/text/decodeText.ts';
import { UserError } from '../../core/userError.ts';
import { reasonToSkip } from '../batch/fileKinds.ts';
import { createIgnoreRules, isIgnored } from '../files/ignoreRules.ts';
import { walkFiles } from '../files/walkFiles.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import type { Attachment } from './attachment.ts';

/** A larger file is data, and would fill most models' windows by itself. */
const LARGEST_FILE_BYTES = 512 * 1024;

/** A folder goes along with so many files and bytes at most. */
const MOST_FILES = 200;
const LARGEST_FOLDER_BYTES = 512 * 1024;

/** Throws `UserError` for what the ignore files keep from models. */
export async function requireAllowed(uri: vscode.Uri): Promise<void> {
  if (await isIgnored(uri))
    throw refused(t('{0} is left out by .gitignore or .inkstoneignore.', workspacePath(uri)));
}

/** A file as it is in the editor, or on disk. Throws `UserError` when it may not or cannot be read. */
export async function readFileText(uri: vscode.Uri): Promise<string> {
  await requireAllowed(uri);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  let bytes: Uint8Array;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > LARGEST_FILE_BYTES) throw refused(t('{0} is too large to go along.', workspacePath(uri)));
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refused(t('{0} cannot be read any more.', workspacePath(uri)));
  }
  const text = decodeText(bytes);
  if (text === undefined) throw refused(t('{0} is not a text file.', workspacePath(uri)));
  return text;
}

export async function attachFile(uri: vscode.Uri): Promise<Attachment> {
  const text = await readFileText(uri);
  const name = workspacePath(uri);
  return {
    title: `File \`${name}\``,
    language: languageOf(uri),
    text,
    references: [
      {
        label: path.posix.basename(uri.path),
        uri: uri.toString(),
        startLine: 1,
        endLine: text.split('\n').length,
      },
    ],
  };
}

/** All text files of a folder, as many as may go along. */
export async function attachFolder(uri: vscode.Uri, signal: AbortSignal): Promise<Attachment> {
  const files = await filesOf(uri, signal);
  const parts: string[] = [];
  const taken: string[] = [];
  let bytes = 0;
  let leftOut = 0;
  for (const file of files) {
    const text =
      parts.length < MOST_FILES ? await textToAttach(file, LARGEST_FOLDER_BYTES - bytes) : undefined;
    signal.throwIfAborted();
    if (text === undefined) leftOut++;
    else {
      bytes += text.length;
      parts.push(`----- ${workspacePath(file)} -----\n${text}`);
      taken.push(file.toString());
    }
  }
  return {
    title: `Files of the folder \`${workspacePath(uri)}\`, each below a line with its path`,
    language: '',
    text: parts.join('\n\n'),
    references: [],
    files: taken,
    ...(leftOut > 0 && { note: t('{0} of {1} files go along.', parts.length, files.length) }),
  };
}

async function filesOf(uri: vscode.Uri, signal: AbortSignal): Promise<readonly vscode.Uri[]> {
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? uri;
  const rules = createIgnoreRules(root);
  const from = path.posix.relative(root.path, uri.path);
  const above = from.split('/').slice(0, -1);
  for (let depth = 0; depth <= above.length; depth++) await rules.enter(above.slice(0, depth).join('/'));
  if (from !== '' && rules.hasFolder(from))
    throw refused(t('{0} is left out by .gitignore or .inkstoneignore.', workspacePath(uri)));
  const files: string[] = [];
  await walkFiles({ root, rules, from }, (folder) => files.push(...folder.files), signal);
  return files.sort().map((file) => vscode.Uri.joinPath(root, file));
}

/** `undefined` for what is generated, empty or no text, and for what has no room any more. */
async function textToAttach(uri: vscode.Uri, room: number): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > room || reasonToSkip(uri.path, size, false)) return undefined;
    return decodeText(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** The end of a file's name, which models know as the name of its language. */
export const languageOf = (uri: vscode.Uri): string => path.posix.extname(uri.path).slice(1);

export function refused(what: string): UserError {
  return new UserError('nothing-to-work-on', what, t('Choose something else to go along.'));
}
