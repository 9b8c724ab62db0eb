import type { ChatMessage } from '../../core/model/chatRequest.ts';
import { diffFiles, numberedDiff } from '../../core/review/diffFiles.ts';
import { type PlacedComment, placeComment } from '../../core/review/placeComment.ts';
import { ReviewAnswer, type ReviewComment } from '../../core/review/reviewAnswer.ts';
import type { Translate } from '../../core/text/translate.ts';
import { budgetOf } from '../budget.ts';
import type { ChatDeps } from '../chat.ts';
import { fittedDiff } from '../content/fittedDiff.ts';
import { rulesSection } from '../prompts/codeContext.ts';
import { type ReviewMaterial, reviewPrompt } from '../prompts/reviewPrompt.ts';
import { systemPrompt } from '../prompts/systemPrompt.ts';
import { type AnswerFilter, type ModelAccess, runTurn, type TurnEnd, type TurnPlace } from '../turn.ts';
import type { ProjectRules } from '../workspace.ts';

/** A review of more is not read by anybody, nor written well. */
const MOST_DIFF_TOKENS = 64_000;

export interface ReviewInput {
  readonly access: ModelAccess;
  readonly what: ReviewMaterial['what'];
  readonly commits: readonly string[];
  /** Unified; not empty. */
  readonly diff: string;
  /** Whether a file of the diff is there to show comments in. */
  isThere(path: string): boolean;
  /** What the transcript shows as the question. */
  readonly question: string;
  readonly rules: ProjectRules | undefined;
  /** URIs of the files that the diff is of. */
  readonly documents: readonly string[];
  /** After the last turn that is shown when absent. */
  readonly place?: TurnPlace;
  /** Called with each comment as soon as it is written. */
  onComment(comment: PlacedComment): void;
}

/**
 * Lets the model review changes: comments go to `onComment`, the summary into the conversation, with those comments that
 * have no place in a file. Throws `UserError` when nothing fits into the model's window.
 */
export async function reviewChanges(
  deps: ChatDeps,
  input: ReviewInput,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { t } = deps;
  const { access, what, commits, rules, place } = input;
  const { model } = access;
  const budget = budgetOf(model, deps.maxOutputTokens, deps.counts);
  const system: ChatMessage = { role: 'system', text: systemPrompt(deps.answerLanguage, 'review') };
  const files = diffFiles(input.diff);
  const paths = files.map(({ path }) => path);
  const section = rulesSection(rules?.text);
  const prompt = (diff: string): string => reviewPrompt({ what, commits, diff, paths }, section);
  const diff = numberedDiff(input.diff);
  const fitted = fittedDiff({ diff, mostTokens: MOST_DIFF_TOKENS, system, prompt, budget, model }, t);
  const text =
    fitted.omitted > 0
      ? `${input.question} ${t('Of {0} files the model sees only a part or the name: not everything fits.', fitted.omitted)}`
      : input.question;
  const there = files.filter(({ path }) => input.isThere(path));
  return runTurn(
    deps,
    {
      access,
      purpose: 'review',
      question: { text, prompt: fitted.prompt, references: rules?.references ?? [] },
      messages: [system, { role: 'user', text: fitted.prompt }],
      documents: input.documents,
      maxOutputTokens: budget.outputTokens,
      filter: commentFilter((comment) => {
        const placed = placeComment(comment, there);
        if (placed) input.onComment(placed);
        return placed !== undefined;
      }, t),
      ...(place && { place }),
    },
    signal,
  );
}

/** `show` says whether a comment has a place; those that have none are listed below the summary. */
function commentFilter(show: (comment: ReviewComment) => boolean, t: Translate): AnswerFilter {
  let shown = 0;
  let refused = 0;
  const elsewhere: ReviewComment[] = [];
  const answer = new ReviewAnswer({
    comment(comment) {
      if (show(comment)) shown++;
      else elsewhere.push(comment);
    },
    refused: () => refused++,
  });
  return {
    push: (delta) => answer.push(delta),
    end(status) {
      const rest = answer.end().trimEnd();
      const isWhole = status === 'complete';
      const parts = [
        ...elsewhere.map(
          ({ path, startLine, text }) => `- \`${path}:${startLine}\`: ${text.replaceAll('\n', '\n  ')}`,
        ),
        ...(shown > 0 ? [t('Comments in the editor: {0}', shown)] : []),
        ...(isWhole && shown + elsewhere.length + refused === 0 ? [t('No comments.')] : []),
        ...(refused > 0
          ? [t('Comments that were not written in the agreed form and are left out: {0}', refused)]
          : []),
      ];
      return { text: parts.length > 0 ? `${rest}\n\n${parts.join('\n\n')}` : rest };
    },
  };
}
