import type { ChatMessage } from '../../core/model/chatRequest.ts';
import type { Notice } from '../../core/notice.ts';
import type { Translate } from '../../core/text/translate.ts';
import type { TokenCounts } from '../../core/usage/tokenCounts.ts';
import { UserError } from '../../core/userError.ts';
import { budgetOf } from '../budget.ts';
import { rulesSection } from '../prompts/codeContext.ts';
import { commitPrompt } from '../prompts/contentPrompts.ts';
import { systemPrompt } from '../prompts/systemPrompt.ts';
import type { ModelAccess } from '../turn.ts';
import { endOf } from '../turnEnds.ts';
import { commitMessageText } from './commitMessageText.ts';
import { fittedDiff } from './fittedDiff.ts';

/** What a message says can be said from so much; more only costs. */
const MOST_DIFF_TOKENS = 24_000;

/** So many recent messages show the form that a repository has. */
const MOST_RECENT = 10;

export interface CommitDeps {
  readonly answerLanguage: string;
  readonly maxOutputTokens: number;
  readonly counts: Pick<TokenCounts, 'part' | 'beside'>;
  readonly newId: () => string;
  readonly t: Translate;
}

export interface CommitInput {
  readonly access: ModelAccess;
  /** Unified; not empty. */
  readonly diff: string;
  /** URIs of the files that it is of. */
  readonly documents: readonly string[];
  /** Whole messages, the newest first. */
  readonly recent: readonly string[];
  /** What stands in the message's box. */
  readonly begun: string;
  readonly rules: string | undefined;
}

export interface CommitMessage {
  readonly text: string;
  /** Files of the diff that the model saw only in part, or by name. */
  readonly omitted: number;
  /** Set when the message is not whole. */
  readonly notice?: Notice;
}

/**
 * Asks for the message of a commit. Throws `ProviderError`, `signal.reason`, and `UserError` when nothing fits into the
 * model's window or it answers nothing.
 */
export async function writeCommitMessage(
  deps: CommitDeps,
  input: CommitInput,
  signal: AbortSignal,
): Promise<CommitMessage> {
  const { access, begun, rules } = input;
  const { t } = deps;
  const recent = input.recent.slice(0, MOST_RECENT).map((message) => message.trim().slice(0, 1000));
  const budget = budgetOf(access.model, deps.maxOutputTokens, deps.counts);
  const system: ChatMessage = { role: 'system', text: systemPrompt(deps.answerLanguage, 'write') };
  const prompt = (diff: string): string => commitPrompt({ diff, recent, begun }, rulesSection(rules));
  const fitted = fittedDiff(
    { diff: input.diff, mostTokens: MOST_DIFF_TOKENS, system, prompt, budget, model: access.model },
    t,
  );
  const events = access.provider.stream(
    {
      id: deps.newId(),
      purpose: 'write',
      model: access.model,
      messages: [system, { role: 'user', text: fitted.prompt }],
      documents: input.documents,
      maxOutputTokens: budget.outputTokens,
      ...(access.reasoning && { reasoning: access.reasoning }),
    },
    signal,
  );
  let answer = '';
  let notice: Notice | undefined;
  for await (const event of events) {
    if (event.type === 'text-delta') answer += event.text;
    else if (event.type === 'finish') [, notice] = endOf(event.reason, access, t);
  }
  const text = commitMessageText(answer);
  if (text === '' && !notice)
    throw new UserError(
      'no-text-in-answer',
      t('The model answered nothing.'),
      t('Try again, or choose another model.'),
      [{ id: 'select-model', label: t('Choose Another Model') }],
    );
  return { text, omitted: fitted.omitted, ...(notice && { notice }) };
}
