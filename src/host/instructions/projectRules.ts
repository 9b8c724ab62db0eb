import path from 'node:path';
import * as vscode from 'vscode';
import type { CodeReference } from '../../core/chat/session.ts';
import { parseRuleFile, type RuleFile, ruleApplies } from '../../core/instructions/ruleFile.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import type { UserSettings } from '../userSettings.ts';
import { markdownFilesOf, readInstructions } from './readInstructions.ts';

/** All rules together beyond this many characters are cut: they go along with every request. */
const MOST_CHARACTERS = 16_000;

const NAME = 'AGENTS.md';

/** Where a workspace keeps its rules, a file each. */
export const RULES_FOLDER = '.inkstone/rules';

/** A file of rules that goes along. */
export interface ProjectRule {
  /** Relative to the workspace folder, whose name comes first where there are several. */
  readonly label: string;
  readonly uri: string;
  readonly text: string;
  /** For the user: what is not as one would expect. */
  readonly note?: string;
}

interface FoundRule {
  readonly uri: vscode.Uri;
  readonly file: RuleFile;
}

/**
 * The rules of a trusted workspace for what is about these files, or about none: `AGENTS.md` from the workspace folder down
 * to the files' own, and the files of `.inkstone/rules` that are about one of them. The nearest come last and are cut last.
 */
export async function rulesFor(
  settings: UserSettings,
  files: readonly vscode.Uri[],
): Promise<readonly ProjectRule[]> {
  if (!vscode.workspace.isTrusted) return [];
  const found = await Promise.all(
    (vscode.workspace.workspaceFolders ?? []).map(async (folder) => {
      const own = files.filter((file) => vscode.workspace.getWorkspaceFolder(file)?.index === folder.index);
      if (files.length > 0 && own.length === 0) return [];
      if (!settings.forResource(own[0] ?? folder.uri).projectRules) return [];
      return rulesIn(
        folder.uri,
        own.map((file) => path.posix.relative(folder.uri.path, file.path)),
      );
    }),
  );
  return withinBounds(found.flat());
}

/** All of them as one text for a prompt, and as what the chat can open; `undefined` when there are none. */
export async function projectRules(
  settings: UserSettings,
  uri: string,
): Promise<{ readonly text: string; readonly references: readonly CodeReference[] } | undefined> {
  const rules = await rulesFor(settings, [vscode.Uri.parse(uri)]);
  return rules.length === 0 ? undefined : { text: rulesText(rules), references: rules.map(ruleReference) };
}

/** Each with the name of its file, where there are several. */
export function rulesText(rules: readonly ProjectRule[]): string {
  if (rules.length < 2) return rules[0]?.text ?? '';
  const parts = rules.map(({ label, text }) => `From ${label}:\n${text}`);
  return ['Where they disagree, the later hold: they are nearer to the file.', ...parts].join('\n\n');
}

export function ruleReference({ label, uri, text }: ProjectRule): CodeReference {
  return { label, uri, startLine: 1, endLine: text.split('\n').length };
}

/** The paths are relative to the root. */
async function rulesIn(root: vscode.Uri, paths: readonly string[]): Promise<readonly FoundRule[]> {
  const folders = new Set(paths.flatMap(foldersAbove));
  const depth = (folder: string): number => folder.split('/').length;
  const nearer = [...folders].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const [whole, own, nested] = await Promise.all([
    agentRule(root),
    markdownFilesOf(vscode.Uri.joinPath(root, RULES_FOLDER)).then((files) => Promise.all(files.map(read))),
    Promise.all(nearer.map((folder) => agentRule(vscode.Uri.joinPath(root, folder)))),
  ]);
  const applying = own.filter((rule) => rule && ruleApplies(rule.file, paths));
  return [whole, ...applying, ...nested].filter(
    (rule) => rule !== undefined && rule.file.body !== '',
  ) as FoundRule[];
}

/** `a/b/c.ts` → `a`, `a/b`. */
function foldersAbove(file: string): readonly string[] {
  const names = file.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

const agentRule = (folder: vscode.Uri): Promise<FoundRule | undefined> =>
  read(vscode.Uri.joinPath(folder, NAME));

async function read(uri: vscode.Uri): Promise<FoundRule | undefined> {
  const text = await readInstructions(uri);
  return text === undefined ? undefined : { uri, file: parseRuleFile(text) };
}

/** The nearest have their room first. Half a rule may say the opposite of the whole, so what is cut ends with a line. */
function withinBounds(rules: readonly FoundRule[]): readonly ProjectRule[] {
  let left = MOST_CHARACTERS;
  const kept: ProjectRule[] = [];
  for (const { uri, file } of rules.toReversed()) {
    const rule = { label: workspacePath(uri), uri: uri.toString() };
    const isCut = file.body.length > left;
    const end = isCut ? file.body.lastIndexOf('\n', left) : file.body.length;
    const text = file.body.slice(0, Math.max(0, end)).trimEnd();
    left -= text.length;
    if (!isCut) kept.unshift({ ...rule, text });
    else if (text !== '')
      kept.unshift({
        ...rule,
        text: `${text}\n\n[Cut here by Inkstone: the rules are longer than they may be.]`,
        note: t('cut, the rules are too long'),
      });
  }
  return kept;
}
