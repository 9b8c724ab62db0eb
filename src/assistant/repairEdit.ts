import type { EditRefusal } from '../core/edit/apply/refusal.ts';
import { refusalText } from '../core/edit/apply/refusalText.ts';
import type { LineRegion } from '../core/edit/streamedRegion.ts';
import type { ChatMessage } from '../core/model/chatRequest.ts';
import { translator } from '../core/text/translate.ts';
import { estimateTokens } from '../core/usage/estimateTokens.ts';
import { type Budget, budgetOf, requireFit } from './budget.ts';
import type { ChatDeps } from './chat.ts';
import { languageAdvice } from './prompts/languageAdvice.ts';
import { repairEditPrompt, type ShownLines } from './prompts/repairEditPrompt.ts';
import { systemPrompt } from './prompts/systemPrompt.ts';
import { type ModelAccess, runTurn, type TurnEnd } from './turn.ts';

/** An edit that does not fit the file that it is for. */
export interface EditToRepair {
  readonly uri: string;
  /** As the user and the model read it. */
  readonly path: string;
  readonly languageId: string;
  /** The file as it is now. */
  readonly lines: readonly string[];
  /** As the model wrote it. */
  readonly edit: string;
  readonly refusals: readonly EditRefusal[];
}

/** Of a file that is longer than this, in estimated tokens, only what lies around the places is shown. */
const WHOLE_TOKENS = 6000;
const LINES_AROUND = 30;

/** Asks the model to write an edit that does not fit anew. Throws `UserError` when it cannot fit into the model's window. */
export async function repairEdit(
  deps: ChatDeps,
  input: { readonly access: ModelAccess; readonly repair: EditToRepair },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { access, repair } = input;
  const { t } = deps;
  const { path, languageId, uri, edit, refusals } = repair;
  const budget = budgetOf(access.model, deps.maxOutputTokens, deps.counts);
  const system: ChatMessage = { role: 'system', text: systemPrompt(deps.answerLanguage, 'chat') };
  const why = refusals.map((refusal) => refusalText([refusal], path, translator())).join(' ');
  const { fence } = languageAdvice(languageId);
  const prompt = (shown: readonly ShownLines[]): string =>
    repairEditPrompt({ path, fence, edit, why, shown });
  const shown = shownLines(repair, budget, [system, { role: 'user', text: prompt([]) }]);
  const messages: readonly ChatMessage[] = [system, { role: 'user', text: prompt(shown) }];
  requireFit(messages, budget, access.model, t);
  return runTurn(
    deps,
    {
      access,
      purpose: 'chat',
      question: {
        text: t('Write the edit of {0} so that it fits the file as it is now.', `\`${path}\``),
        prompt: prompt(shown),
        about: `\`${path}\``,
        references: shown.map(({ startLine, lines }) => ({
          label: `${path.split(/[\\/]/).at(-1)}:${startLine}-${startLine + lines.length - 1}`,
          uri,
          startLine,
          endLine: startLine + lines.length - 1,
        })),
        isAlone: true,
      },
      messages,
      maxOutputTokens: budget.outputTokens,
      temperature: 0,
    },
    signal,
  );
}

/** All of a short file; of a long one the lines around the places that the edit may be about. */
function shownLines(
  { lines, refusals }: EditToRepair,
  budget: Budget,
  messages: readonly ChatMessage[],
): readonly ShownLines[] {
  const left = Math.min(WHOLE_TOKENS, budget.inputTokens - budget.tokensOf(messages));
  if (estimateTokens(lines.join('\n')) <= left) return [{ startLine: 1, lines }];
  const ranges = refusals
    .flatMap(({ places, nearest }): readonly LineRegion[] => (nearest ? [nearest.range, ...places] : places))
    .map(({ startLine, endLine }) => ({
      startLine: Math.max(0, startLine - LINES_AROUND),
      endLine: Math.min(lines.length, endLine + LINES_AROUND),
    }))
    .sort((a, b) => a.startLine - b.startLine);
  const merged: LineRegion[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last && range.startLine <= last.endLine)
      merged[merged.length - 1] = { ...last, endLine: Math.max(last.endLine, range.endLine) };
    else merged.push(range);
  }
  let tokens = 0;
  return merged
    .map(({ startLine, endLine }) => ({ startLine: startLine + 1, lines: lines.slice(startLine, endLine) }))
    .filter((part) => {
      tokens += estimateTokens(part.lines.join('\n'));
      return tokens <= left;
    });
}
