import type { ChatHost } from './chatHost.ts';

/** Cuts a text into pieces of these sizes, again and again. */
export function inPieces(text: string, sizes: readonly number[]): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieces.at(-1)?.length ?? 0)
    pieces.push(text.slice(at, at + (sizes[pieces.length % sizes.length] ?? 1)));
  return pieces;
}

/**
 * Streams the answers of `turn-0`, `turn-1` … side by side, each piece shown before the next one is sent, and ends
 * them; `check` is called after each.
 */
export async function streamTogether(
  host: ChatHost,
  answers: readonly (readonly string[])[],
  check: () => Promise<void> = async () => {},
): Promise<void> {
  const count = Math.max(...answers.map((pieces) => pieces.length));
  for (let index = 0; index < count; index++) {
    await host.emit(
      ...answers.flatMap((pieces, turn) => {
        const text = pieces[index];
        return text === undefined ? [] : [{ type: 'text-delta' as const, turnId: `turn-${turn}`, text }];
      }),
    );
    await check();
  }
  await host.emit(
    ...answers.map((_, turn) => ({
      type: 'answer-finished' as const,
      turnId: `turn-${turn}`,
      status: 'complete' as const,
    })),
  );
  await check();
}
