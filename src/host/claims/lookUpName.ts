import * as vscode from 'vscode';
import type { NameClaim } from '../../core/chat/claims.ts';
import { askProvider } from './askProvider.ts';
import { type Finding, referenceAt } from './lookUpPlace.ts';
import { type OpenedCode, symbolsOf } from './openedCode.ts';

/** A name may stand in code often; the server is asked about so many places. */
const MOST_PLACES = 4;

/**
 * Where a name is defined: first as a symbol of the code that the question was about, then as what its server says of
 * the places where it stands there, then as a symbol of the workspace. It is missing only where a server knows the code,
 * knows no such name, the code does not hold it, and it cannot be a plain word.
 */
export async function lookUpName(
  claim: NameClaim,
  codes: readonly OpenedCode[],
  signal: AbortSignal,
): Promise<Finding> {
  const found =
    ownSymbol(claim, codes) ??
    (await definition(claim, codes, signal)) ??
    (await workspaceSymbol(claim, signal));
  if (found) {
    const { start, end } = found.range;
    return { place: referenceAt(found.uri, start.line + 1, Math.max(start.line, end.line) + 1) };
  }
  const isServed = codes.some(({ symbols }) => symbols.length > 0);
  const stands = codes.some(({ document }) => occurrences(document, claim.name).next().value !== undefined);
  return signal.aborted || !isServed || !claim.isDistinct || stands ? undefined : { missing: 'name' };
}

/** An owner that is written like a type is one, and another type's member of the name is another one. */
const isType = (owner: string): boolean => /^\p{Lu}/u.test(owner);

function ownSymbol({ name, owner }: NameClaim, codes: readonly OpenedCode[]): vscode.Location | undefined {
  for (const { document, symbols } of codes) {
    const named = symbols.filter((symbol) => symbol.name === name);
    const exact = named.find((symbol) => symbol.owner === owner);
    const symbol = exact ?? (isType(owner) ? undefined : named[0]);
    if (symbol) return new vscode.Location(document.uri, symbol.range);
  }
  return undefined;
}

async function definition(
  { name, owner }: NameClaim,
  codes: readonly OpenedCode[],
  signal: AbortSignal,
): Promise<vscode.Location | undefined> {
  for (const { document, range } of codes) {
    const all = [...occurrences(document, name)];
    const near = all.filter((position) => range.contains(position));
    for (const position of [...new Set([...near, ...all])].slice(0, MOST_PLACES)) {
      const found = await definedAt(document.uri, position, signal);
      if (found && (!isType(owner) || (await isIn(found, owner, signal)))) return found;
    }
  }
  return undefined;
}

async function definedAt(
  uri: vscode.Uri,
  position: vscode.Position,
  signal: AbortSignal,
): Promise<vscode.Location | undefined> {
  const answer = await askProvider<readonly (vscode.Location | vscode.LocationLink)[]>(
    ['vscode.executeDefinitionProvider', uri, position],
    signal,
  );
  const [first] = answer ?? [];
  if (!first) return undefined;
  if (!('targetUri' in first)) return first;
  return new vscode.Location(first.targetUri, first.targetSelectionRange ?? first.targetRange);
}

/** Whether a place is inside of the symbol of that name; TypeScript declares what `Object` itself has elsewhere. */
async function isIn({ uri, range }: vscode.Location, owner: string, signal: AbortSignal): Promise<boolean> {
  const around = await symbolsOf(uri, signal);
  const owners = [owner, `${owner}Constructor`];
  return around.some(({ name, whole }) => owners.includes(name) && whole.contains(range));
}

async function workspaceSymbol(
  { name, owner }: NameClaim,
  signal: AbortSignal,
): Promise<vscode.Location | undefined> {
  const answer = await askProvider<readonly vscode.SymbolInformation[]>(
    ['vscode.executeWorkspaceSymbolProvider', name],
    signal,
  );
  const named = (answer ?? []).filter((symbol) => symbol.name.replace(/\(.*$/, '') === name);
  const exact = named.filter(({ containerName }) => containerName === owner);
  // Of several of one name nobody can tell which is meant.
  const [only, ...others] = exact.length > 0 || isType(owner) ? exact : named;
  return others.length === 0 ? only?.location : undefined;
}

/** Where a name stands in a document as a word of its own. */
function* occurrences(document: vscode.TextDocument, name: string): Generator<vscode.Position> {
  const text = document.getText();
  const isPart = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isPart(text[at - 1]) && !isPart(text[at + name.length])) yield document.positionAt(at);
}
