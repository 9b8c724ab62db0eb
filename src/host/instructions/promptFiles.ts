import path from 'node:path';
import * as vscode from 'vscode';
import { type PromptFile, parsePromptFile } from '../../core/instructions/promptFile.ts';
import { markdownFilesOf, readInstructions } from './readInstructions.ts';

/** Where a workspace keeps prompts, a file each. */
export const PROMPTS_FOLDER = '.inkstone/prompts';

/**
 * The user's own prompts, and those of a trusted workspace. Of one name the user's own counts, so that no workspace can
 * put another in its place.
 */
export async function findPrompts(userFolder: vscode.Uri): Promise<readonly PromptFile[]> {
  const workspace = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  const folders = [userFolder, ...workspace.map(({ uri }) => vscode.Uri.joinPath(uri, PROMPTS_FOLDER))];
  const prompts = new Map<string, PromptFile>();
  for (const found of await Promise.all(folders.map(promptsIn)))
    for (const prompt of found) {
      const key = prompt.name.toLowerCase();
      if (!prompts.has(key)) prompts.set(key, prompt);
    }
  return [...prompts.values()];
}

async function promptsIn(folder: vscode.Uri): Promise<readonly PromptFile[]> {
  const files = await markdownFilesOf(folder);
  const prompts = await Promise.all(
    files.map(async (uri) => {
      const text = await readInstructions(uri);
      return text === undefined ? [] : [parsePromptFile(path.posix.basename(uri.path), text)];
    }),
  );
  return prompts.flat().filter((prompt) => prompt !== undefined);
}
