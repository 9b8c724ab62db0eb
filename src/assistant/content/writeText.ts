import type { CodeReference } from '../../core/chat/session.ts';
import type { ChatMessage } from '../../core/model/chatRequest.ts';
import { estimateTokens } from '../../core/usage/estimateTokens.ts';
import { budgetOf, requireFit } from '../budget.ts';
import type { ChatDeps } from '../chat.ts';
import { rulesSection } from '../prompts/codeContext.ts';
import {
  BETWEEN_COMMITS,
  type BranchMaterial,
  pullRequestPrompt,
  releaseNotesPrompt,
  summarizeChangesPrompt,
  summarizeFilePrompt,
} from '../prompts/contentPrompts.ts';
import { systemPrompt } from '../prompts/systemPrompt.ts';
import { type ModelAccess, runTurn, type TurnEnd } from '../turn.ts';
import type { ProjectRules } from '../workspace.ts';
import { fittedDiff } from './fittedDiff.ts';
import { roomFor } from './roomFor.ts';

const MOST_DIFF_TOKENS = 64_000;

/** Commits in a prompt may take so many tokens; the others are counted. */
const MOST_COMMIT_TOKENS = 24_000;

export type TextTask =
  | ({ readonly kind: 'pull-request' } & BranchMaterial)
  | {
      readonly kind: 'release-notes';
      readonly since: string;
      /** Whole messages, the newest first. */
      readonly commits: readonly string[];
    }
  | { readonly kind: 'summarize-changes'; readonly diff: string }
  | {
      readonly kind: 'summarize-file';
      readonly path: string;
      readonly languageId: string;
      readonly text: string;
      readonly reference: CodeReference;
    };

interface Asked {
  readonly prompt: string;
  readonly question: string;
  readonly references: readonly CodeReference[];
}

/**
 * Writes a text about the project into the conversation. What does not fit is left out, and the question says so. Throws
 * `UserError` when nothing fits into the model's window.
 */
export async function writeText(
  deps: ChatDeps,
  input: {
    readonly access: ModelAccess;
    readonly task: TextTask;
    readonly rules: ProjectRules | undefined;
    /** URIs of the files that a diff is of. */
    readonly documents: readonly string[];
  },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { access, task } = input;
  const purpose = task.kind.startsWith('summarize') ? 'summarize' : 'write';
  const budget = budgetOf(access.model, deps.maxOutputTokens, deps.counts);
  const system: ChatMessage = { role: 'system', text: systemPrompt(deps.answerLanguage, purpose) };
  const { prompt, question, references } = asked(deps, input, system);
  return runTurn(
    deps,
    {
      access,
      purpose,
      question: {
        text: question,
        prompt,
        references: [...references, ...(input.rules?.references ?? [])],
      },
      messages: [system, { role: 'user', text: prompt }],
      documents: input.documents,
      maxOutputTokens: budget.outputTokens,
    },
    signal,
  );
}

function asked(
  { t, maxOutputTokens, counts }: ChatDeps,
  {
    access,
    task,
    rules,
  }: { readonly access: ModelAccess; readonly task: TextTask; readonly rules: ProjectRules | undefined },
  system: ChatMessage,
): Asked {
  const { model } = access;
  const budget = budgetOf(model, maxOutputTokens, counts);
  const section = rulesSection(rules?.text);
  const withOmissions = (question: string, omitted: number): string =>
    omitted > 0
      ? `${question} ${t('Of {0} files the model sees only a part or the name: not everything fits.', omitted)}`
      : question;
  const withDiff = (question: string, diff: string, prompt: (diff: string) => string): Asked => {
    const fitted = fittedDiff({ diff, mostTokens: MOST_DIFF_TOKENS, system, prompt, budget, model }, t);
    return { prompt: fitted.prompt, question: withOmissions(question, fitted.omitted), references: [] };
  };
  const room = (text: string, bare: string): number =>
    roomFor(text, [system, { role: 'user', text: bare }], budget);
  const checked = (prompt: string): string => {
    requireFit([system, { role: 'user', text: prompt }], budget, model, t);
    return prompt;
  };
  switch (task.kind) {
    case 'pull-request': {
      const commits = fitting(task.commits, BETWEEN_COMMITS, MOST_COMMIT_TOKENS / 4);
      return withDiff(
        t('Write the text of a pull request from `{0}` into `{1}`.', task.branch, task.base),
        task.diff,
        (diff) => pullRequestPrompt({ ...task, commits, diff }, section),
      );
    }
    case 'summarize-changes':
      return withDiff(t('Summarize the changes that are not committed.'), task.diff, (diff) =>
        summarizeChangesPrompt(diff, section),
      );
    case 'release-notes': {
      const bare = releaseNotesPrompt({ since: task.since, commits: [], more: 0 }, section);
      const commits = fitting(
        task.commits,
        BETWEEN_COMMITS,
        Math.min(MOST_COMMIT_TOKENS, room(task.commits.join(BETWEEN_COMMITS), bare)),
      );
      const more = task.commits.length - commits.length;
      const question = task.since
        ? t('Write release notes for what came after `{0}`.', task.since)
        : t('Write release notes.');
      return {
        prompt: checked(releaseNotesPrompt({ since: task.since, commits, more }, section)),
        question: more > 0 ? `${question} ${t('{0} older commits do not fit.', more)}` : question,
        references: [],
      };
    }
    case 'summarize-file': {
      const bare = summarizeFilePrompt({ ...task, text: '', linesLeftOut: 1 }, section);
      const lines = task.text.split(/\r\n|\n/);
      const text = fitting(lines, '\n', room(task.text, bare));
      const linesLeftOut = lines.length - text.length;
      const question = t('Summarize `{0}`.', task.path);
      return {
        prompt: checked(summarizeFilePrompt({ ...task, text: text.join('\n'), linesLeftOut }, section)),
        question:
          linesLeftOut > 0 ? `${question} ${t('Its last {0} lines do not fit.', linesLeftOut)}` : question,
        references: [task.reference],
      };
    }
  }
}

/** As many of the first as fit, with what stands between them. */
function fitting(parts: readonly string[], between: string, tokens: number): readonly string[] {
  let left = tokens;
  const end = parts.findIndex((part) => {
    left -= estimateTokens(part + between) + 1;
    return left < 0;
  });
  return end < 0 ? parts : parts.slice(0, end);
}
