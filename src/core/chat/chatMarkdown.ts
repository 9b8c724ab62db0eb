import type { Translate } from '../text/translate.ts';
import { activePath } from './branches.ts';
import type { SessionState, Turn } from './session.ts';

/** The branch of a chat that is shown, as a document for people: it cannot be imported again. */
export function chatMarkdown(session: SessionState, t: Translate): string {
  const title = session.title || t('Chat');
  return `# ${title}\n\n${activePath(session)
    .map((turn) => turnMarkdown(turn, t))
    .join('\n')}`;
}

function turnMarkdown({ question, answer }: Turn, t: Translate): string {
  const along = [...question.references, ...(question.pictures ?? [])];
  const places = along.map(({ label }) => `\`${label}\``).join(' ');
  const end = answer.notice ? `\n> ${answer.notice.what}\n` : '';
  return [
    `## ${t('Question')}\n`,
    ...(places ? [`${places}\n`] : []),
    `${question.text.trim()}\n`,
    `## ${t('Answer')} · ${answer.modelLabel}\n`,
    `${answer.text.trim()}\n${end}`,
  ].join('\n');
}
