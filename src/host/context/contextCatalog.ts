import path from 'node:path';
import * as vscode from 'vscode';
import { CONTEXT_KINDS, type ContextKind } from '../../core/chat/receipt.ts';
import type { KeptSource } from '../../protocol/unsentFile.ts';
import type { CurrentEditor } from '../currentEditor.ts';
import { isIgnored } from '../files/ignoreRules.ts';
import { type FoundPath, PathIndex } from '../files/pathIndex.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import type { Attachment } from './attachment.ts';
import { attachTerminal } from './attachTerminal.ts';
import { attachProblems, attachSelection, attachSymbol } from './editorReaders.ts';
import { attachFile, attachFolder } from './fileReader.ts';
import { attachChanges } from './gitReader.ts';
import type { TerminalOutput } from './terminalOutput.ts';

/** Something that can go along, and the way to its text. */
export interface ContextSource extends KeptSource {
  read(signal: AbortSignal): Promise<Attachment>;
}

/** So many are offered at once. */
const LIMIT = 20;

/** Finds what can go along with a question. */
export class ContextCatalog {
  readonly #editor: CurrentEditor;
  #paths: PathIndex | undefined;
  readonly #terminals: TerminalOutput;

  constructor(editor: CurrentEditor, terminals: TerminalOutput) {
    this.#editor = editor;
    this.#terminals = terminals;
  }

  dispose(): void {
    this.#paths?.dispose();
  }

  /** The answers to what was typed, of one kind or of any; more than once while more is found. Throws `signal.reason`. */
  async *find(
    { kind, text }: { readonly kind: ContextKind | undefined; readonly text: string },
    signal: AbortSignal,
  ): AsyncGenerator<readonly ContextSource[], void, void> {
    const wants = (each: ContextKind): boolean => kind === undefined || kind === each;
    const single = CONTEXT_KINDS.filter(wants).flatMap((each) => this.#places(each));
    const needle = text.toLowerCase();
    const fitting = single.filter(
      (source) => kind === source.kind || `${source.kind} ${source.label}`.toLowerCase().includes(needle),
    );
    if (kind === 'symbol') return yield await symbols(text);
    if (kind !== undefined && kind !== 'file' && kind !== 'folder') return yield fitting;
    const open = needle === '' && wants('file') ? await openFiles() : [];
    const query = { text, kind: kind === undefined ? 'any' : kind, limit: LIMIT } as const;
    this.#paths ??= new PathIndex();
    for await (const found of this.#paths.find(query, signal)) {
      const known = new Set(open.map(({ key }) => key));
      const paths = found.map(sourceOfPath).filter(({ key }) => !known.has(key));
      yield [...fitting, ...open, ...paths].slice(0, LIMIT);
    }
  }

  /** What was chosen before a restart. */
  restored(kept: KeptSource): ContextSource {
    return { ...kept, read: (signal) => this.#read(kept, signal) };
  }

  async #read(kept: KeptSource, signal: AbortSignal): Promise<Attachment> {
    const uri = kept.uri === undefined ? undefined : vscode.Uri.parse(kept.uri);
    switch (kept.kind) {
      case 'selection':
        if (kept.attachment) {
          const { note, ...attachment } = kept.attachment;
          return { ...attachment, ...(note !== undefined && { note }) };
        }
        break;
      case 'symbol':
        if (uri && kept.range) {
          const { start, end } = kept.range;
          const range = new vscode.Range(start.line, start.character, end.line, end.character);
          const location = new vscode.Location(uri, range);
          return attachSymbol(new vscode.SymbolInformation(kept.label, vscode.SymbolKind.Null, '', location));
        }
        break;
      case 'file':
        if (uri) return attachFile(uri);
        break;
      case 'folder':
        if (uri) return attachFolder(uri, signal);
        break;
      case 'problems':
        return attachProblems(uri);
      case 'terminal':
        return attachTerminal(this.#terminals);
      case 'git':
        return attachChanges();
    }
    throw new RangeError(`nothing is known of ${kept.key}`);
  }

  /** What there is one of. */
  #places(kind: ContextKind): readonly ContextSource[] {
    const editor = this.#editor.get();
    switch (kind) {
      case 'selection': {
        if (!editor || editor.selection.isEmpty) return [];
        const { document, selection } = editor;
        const lines = `${selection.start.line + 1}-${selection.end.line + 1}`;
        const label = `${path.posix.basename(document.uri.path)}:${lines}`;
        // As it is now: what is selected when the question is sent may be something else.
        const attachment = attachSelection(editor);
        attachment.catch(() => {});
        const key = `selection ${document.uri.toString()} ${lines} ${document.version}`;
        return [{ kind, label, detail: t('Selection'), key, read: () => attachment }];
      }
      case 'problems': {
        const everywhere = {
          kind,
          label: t('Problems'),
          detail: t('of the whole workspace'),
          key: 'problems',
          read: () => attachProblems(undefined),
        };
        if (!editor) return [everywhere];
        const { uri } = editor.document;
        const name = path.posix.basename(uri.path);
        const here = {
          kind,
          label: t('Problems in {0}', name),
          detail: '',
          key: `problems ${uri.toString()}`,
          uri: uri.toString(),
          read: () => attachProblems(uri),
        };
        return [here, everywhere];
      }
      case 'terminal':
        return [
          {
            kind,
            label: t('Terminal'),
            detail: vscode.window.activeTerminal?.name ?? '',
            key: 'terminal',
            read: async () => attachTerminal(this.#terminals),
          },
        ];
      case 'git':
        return [
          {
            kind,
            label: t('Changes'),
            detail: t('not committed'),
            key: 'git',
            read: attachChanges,
          },
        ];
      default:
        return [];
    }
  }
}

const placeOf = ({ line, character }: vscode.Position): { line: number; character: number } => ({
  line,
  character,
});

function sourceOfPath({ uri, path: where, isFolder }: FoundPath): ContextSource {
  const name = path.posix.basename(where);
  const folder = path.posix.dirname(where);
  return {
    kind: isFolder ? 'folder' : 'file',
    label: isFolder ? `${name}/` : name,
    detail: folder === '.' ? '' : folder,
    key: uri.toString(),
    uri: uri.toString(),
    read: isFolder ? (signal) => attachFolder(uri, signal) : () => attachFile(uri),
  };
}

/** The files of the open tabs, the one that is looked at first. */
async function openFiles(): Promise<readonly ContextSource[]> {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const tabs = [activeTabGroup.activeTab, ...all.flatMap(({ tabs: each }) => each)];
  const uris = tabs.flatMap((tab) => (tab?.input instanceof vscode.TabInputText ? [tab.input.uri] : []));
  const unique = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
  const sources: ContextSource[] = [];
  for (const uri of unique.slice(0, LIMIT / 2)) {
    if (!vscode.workspace.getWorkspaceFolder(uri) || (await isIgnored(uri))) continue;
    sources.push(sourceOfPath({ uri, path: workspacePath(uri), isFolder: false }));
  }
  return sources;
}

async function symbols(text: string): Promise<readonly ContextSource[]> {
  const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
    'vscode.executeWorkspaceSymbolProvider',
    text,
  );
  const sources: ContextSource[] = [];
  for (const symbol of found ?? []) {
    const { uri, range } = symbol.location;
    if (sources.length === LIMIT) break;
    if (!vscode.workspace.getWorkspaceFolder(uri) || (await isIgnored(uri))) continue;
    sources.push({
      kind: 'symbol',
      label: symbol.name,
      detail: `${workspacePath(uri)}:${range.start.line + 1}`,
      key: `symbol ${uri.toString()} ${symbol.name} ${range.start.line}`,
      uri: uri.toString(),
      range: { start: placeOf(range.start), end: placeOf(range.end) },
      read: () => attachSymbol(symbol),
    });
  }
  return sources;
}
