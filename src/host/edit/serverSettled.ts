import * as vscode from 'vscode';
import { learntPace, type ServerPace, settlesAt, UNKNOWN_PACE } from '../../core/edit/settling.ts';

/** `settled`: it has said what it has to say; `silent`: it does not answer; `none`: nothing seems to look at this language. */
export type ServerState = 'settled' | 'silent' | 'none';

/** So long a server is waited for, in ms, whatever it does. */
const LIMIT_MS = 15_000;

/** By language, for as long as the window lives. */
const paces = new Map<string, ServerPace>();

/**
 * Waits until the language server has looked at a document as it is now. Rejects with `signal.reason`; one that is
 * still at work at the limit counts as settled, and what it says later is still heard by whoever listens.
 */
export async function serverSettled(
  document: vscode.TextDocument,
  signal: AbortSignal,
): Promise<ServerState> {
  const changedAt = performance.now();
  const saidAt: number[] = [];
  let answeredAt: number | undefined;
  let hasServer = false;
  const pace = paces.get(document.languageId) ?? UNKNOWN_PACE;
  return new Promise<ServerState>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const uri = document.uri.toString();
    let isOver = false;
    const end = (act: () => void): void => {
      isOver = true;
      clearTimeout(timer);
      clearTimeout(limit);
      listener.dispose();
      signal.removeEventListener('abort', abort);
      act();
    };
    const settle = (): void => {
      const work = { changedAt, saidAt, ...(answeredAt !== undefined && { answeredAt }) };
      paces.set(document.languageId, learntPace(work, pace));
      end(() => resolve(hasServer || saidAt.length > 0 ? 'settled' : 'none'));
    };
    const wait = (): void => {
      clearTimeout(timer);
      const at = settlesAt({ changedAt, saidAt, ...(answeredAt !== undefined && { answeredAt }) }, pace);
      if (at !== undefined) timer = setTimeout(settle, Math.max(0, at - performance.now()));
    };
    const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((each) => each.toString() === uri)) return;
      saidAt.push(performance.now());
      wait();
    });
    const abort = (): void => end(() => reject(signal.reason));
    const limit = setTimeout(
      () => (answeredAt === undefined && saidAt.length === 0 ? end(() => resolve('silent')) : settle()),
      LIMIT_MS,
    );
    signal.addEventListener('abort', abort);
    if (signal.aborted) return abort();
    // Its answer comes after it was told of the change.
    void symbolsOf(document).then((has) => {
      if (isOver) return;
      answeredAt = performance.now();
      hasServer = has;
      wait();
    });
  });
}

/** Whether anything knows the symbols of the document's language, after it has looked. */
async function symbolsOf({ uri }: vscode.TextDocument): Promise<boolean> {
  try {
    const symbols = await vscode.commands.executeCommand<readonly unknown[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    return symbols !== undefined && symbols.length > 0;
  } catch {
    return false;
  }
}
