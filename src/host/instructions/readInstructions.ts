import * as vscode from 'vscode';
import { decodeText } from '../../core/text/decodeText.ts';
import { isIgnored } from '../files/ignoreRules.ts';

/** A larger file is nothing that somebody wrote for a model. */
const LARGEST_BYTES = 256 * 1024;

/** So many files of a folder are looked at. */
const MOST_FILES = 100;

/** `undefined` for what is not there, is no text, or is kept from models. */
export async function readInstructions(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > LARGEST_BYTES || (await isIgnored(uri))) return undefined;
    return decodeText(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** The Markdown files of a folder, by their names; none when it is not there. */
export async function markdownFilesOf(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    const names = entries.map(([name]) => name).filter((name) => /\.md$/i.test(name));
    return names
      .sort()
      .slice(0, MOST_FILES)
      .map((name) => vscode.Uri.joinPath(folder, name));
  } catch {
    return [];
  }
}
