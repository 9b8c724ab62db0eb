import path from 'node:path';
import * as vscode from 'vscode';
import type { BatchKind, BatchRegion, SkipReason } from '../../core/batch/batchJob.ts';
import { estimateTokens } from '../../core/usage/estimateTokens.ts';
import { createIgnoreRules, IGNORE_GLOB } from '../files/ignoreRules.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { reasonToSkip } from './fileKinds.ts';

/** Beyond as many files a batch is more than anyone reads; the others are listed as left out. */
const LARGEST_BATCH = 1000;

/** So many files are looked into at the same time. */
const READERS = 8;

export interface FoundFile {
  readonly uri: vscode.Uri;
  /** Relative to the workspace folder. */
  readonly path: string;
  readonly region?: BatchRegion;
  /** Estimated; 0 when it is left out. */
  readonly tokens: number;
  readonly skip?: SkipReason;
}

/**
 * The files of folders, without those that the editor's settings, `.gitignore` or `.inkstoneignore` leave out, and single files as they
 * are; sorted, each once, with the reason where one cannot be worked on. Throws `signal.reason` when aborted.
 */
export async function findFiles(
  roots: readonly vscode.Uri[],
  kind: BatchKind,
  signal: AbortSignal,
): Promise<readonly FoundFile[]> {
  const uris = new Map<string, vscode.Uri>();
  for (const root of roots) {
    signal.throwIfAborted();
    const { type } = await vscode.workspace.fs.stat(root);
    const found = type & vscode.FileType.Directory ? await filesBelow(root) : [root];
    for (const uri of found) uris.set(uri.toString(), uri);
  }
  const sorted = [...uris.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const files: FoundFile[] = [];
  const next = sorted.entries();
  await Promise.all(
    Array.from({ length: READERS }, async () => {
      for (const [index, uri] of next) {
        signal.throwIfAborted();
        files[index] = await lookInto(uri, kind, index >= LARGEST_BATCH);
      }
    }),
  );
  return files;
}

async function lookInto(uri: vscode.Uri, kind: BatchKind, isTooMany: boolean): Promise<FoundFile> {
  const file = { uri, path: workspacePath(uri), tokens: 0 };
  if (isTooMany) return { ...file, skip: 'too-many' };
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    const skip = reasonToSkip(uri.path, size, kind === 'document');
    if (skip) return { ...file, skip };
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.includes(0)) return { ...file, skip: 'binary' };
    const text = new TextDecoder().decode(bytes);
    return text.trim() === '' ? { ...file, skip: 'empty' } : { ...file, tokens: estimateTokens(text) };
  } catch {
    return { ...file, skip: 'unreadable' };
  }
}

/** The files of a folder that a pattern names, without those that settings, ignore files or other patterns leave out. */
export async function filesBelow(
  root: vscode.Uri,
  pattern = '**/*',
  without: readonly string[] = [],
): Promise<readonly vscode.Uri[]> {
  const excluded = excludedBySettings(root, without);
  const files = await vscode.workspace.findFiles(new vscode.RelativePattern(root, pattern), excluded);
  const top = vscode.workspace.getWorkspaceFolder(root)?.uri ?? root;
  const inTop = (uri: vscode.Uri): string => path.posix.relative(top.path, uri.path);
  const rules = createIgnoreRules(top);
  const ignoreFiles = await vscode.workspace.findFiles(
    new vscode.RelativePattern(top, IGNORE_GLOB),
    excluded,
  );
  const folders = new Set(ignoreFiles.map((file) => path.posix.dirname(inTop(file))));
  for (const folder of folders) await rules.enter(folder === '.' ? '' : folder);
  return files.filter((uri) => !rules.has(inTop(uri)));
}

/** `files.exclude`, `search.exclude` and others as one pattern; git's own folder and packages in any case. */
function excludedBySettings(resource: vscode.Uri, others: readonly string[]): string {
  const excluded = ['files', 'search'].flatMap((section) => {
    const patterns = vscode.workspace
      .getConfiguration(section, resource)
      .get<Readonly<Record<string, unknown>>>('exclude', {});
    return Object.entries(patterns).flatMap(([pattern, isOn]) => (isOn === true ? pattern : []));
  });
  return `{${[...new Set(['**/.git', '**/node_modules', ...excluded, ...others])].join(',')}}`;
}
