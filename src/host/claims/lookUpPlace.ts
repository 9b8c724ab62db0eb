import * as vscode from 'vscode';
import type { PlaceClaim } from '../../core/chat/claims.ts';
import type { CheckedClaim, CodeReference } from '../../core/chat/session.ts';
import { readFileText } from '../context/fileReader.ts';
import { isIgnored } from '../files/ignoreRules.ts';
import { placesOf, workspacePath } from '../files/workspacePath.ts';
import type { OpenedCode } from './openedCode.ts';

/** What a claim turned out to be; `undefined` where nothing can be said. */
export type Finding = Pick<CheckedClaim, 'place' | 'missing'> | undefined;

/** Whether a file of the workspace has such lines. Models name a file by its end, too: then it must be the only one. */
export async function lookUpPlace(
  claim: PlaceClaim,
  codes: readonly OpenedCode[],
  signal: AbortSignal,
): Promise<Finding> {
  const uri = (await fileAt(claim.path)) ?? (await fileEndingWith(claim.path, codes, signal));
  if (uri === 'several' || signal.aborted) return undefined;
  if (uri === undefined) return { missing: 'file' };
  if (await isIgnored(uri)) return undefined;
  const lineCount = (await readFileText(uri)).split('\n').length;
  const { startLine, endLine } = claim;
  if (startLine > lineCount) return { missing: 'line' };
  return { place: referenceAt(uri, startLine, Math.min(endLine, lineCount)) };
}

/** A place as the chat opens it, named as models and people read it. */
export function referenceAt(uri: vscode.Uri, startLine: number, endLine: number): CodeReference {
  const lines = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`;
  return { label: `${workspacePath(uri)}:${lines}`, uri: uri.toString(), startLine, endLine };
}

async function fileAt(path: string): Promise<vscode.Uri | undefined> {
  for (const uri of placesOf(path)) {
    const isFile = await vscode.workspace.fs.stat(uri).then(
      ({ type }) => (type & vscode.FileType.File) !== 0,
      () => false,
    );
    if (isFile) return uri;
  }
  return undefined;
}

/** More of one name are too many to tell which is meant; who is kept from models does not count. */
const ENOUGH = 20;

async function fileEndingWith(
  path: string,
  codes: readonly OpenedCode[],
  signal: AbortSignal,
): Promise<vscode.Uri | 'several' | undefined> {
  const asked = codes.filter(({ document }) => document.uri.path.endsWith(`/${path}`));
  const [own] = asked;
  if (own && asked.length === 1) return own.document.uri;
  // In a glob they would mean something.
  if (/[*?{}[\]!]/.test(path)) return 'several';
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const found = await vscode.workspace.findFiles(`**/${path}`, undefined, ENOUGH, source.token);
    const shown: vscode.Uri[] = [];
    for (const uri of found) if (!(await isIgnored(uri))) shown.push(uri);
    return shown.length > 1 ? 'several' : shown[0];
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}
