import type { Translate } from '../../text/translate.ts';
import type { EditRefusal, NearestText } from './refusal.ts';

/** Longer lines are cut where they are quoted. */
const MAX_QUOTED = 60;
const MAX_PLACES = 5;

/** Why an edit does not fit a file, where the nearest text is and what differs there, in a few sentences. */
export function refusalText(refusals: readonly EditRefusal[], path: string, t: Translate): string {
  const [first] = refusals;
  if (!first) return '';
  const sentences = [reasonText(first, path, t)];
  if (first.nearest && saysWhere(first)) sentences.push(...nearestText(first.nearest, t));
  if (refusals.length > 1)
    sentences.push(t('{0} more of its changes do not fit either.', refusals.length - 1));
  return sentences.join(' ');
}

/** In several places, or with an end that is missing, the nearest text says nothing new. */
const saysWhere = ({ reason }: EditRefusal): boolean =>
  reason === 'not-found' ||
  reason === 'changed-since' ||
  reason === 'unanchored' ||
  reason === 'elision-unclear' ||
  reason === 'indentation-unclear';

function reasonText({ reason, places }: EditRefusal, path: string, t: Translate): string {
  switch (reason) {
    case 'not-found':
      return t('This edit does not fit {0}: the lines that it changes are not there.', path);
    case 'ambiguous':
      return t(
        'This edit fits several places of {0}, and does not say which: lines {1}.',
        path,
        places
          .slice(0, MAX_PLACES)
          .map(({ startLine }) => startLine + 1)
          .join(', '),
      );
    case 'changed-since':
      return t('This edit does not fit {0}: what it changes is not as the model saw it.', path);
    case 'already-applied':
      return t('{0} has this code already.', path);
    case 'unanchored':
      return t('This code does not say where in {0} it goes.', path);
    case 'elision-unclear':
      return t('This code leaves lines out, and where they begin and end in {0} is not clear.', path);
    case 'indentation-unclear':
      return t('How deep the lines of this edit belong in {0} is not clear.', path);
    case 'truncated':
      return t('The end of this edit of {0} is missing.', path);
    case 'unbalanced':
      return t('This edit would leave brackets open in {0}.', path);
    case 'drops-much':
      return t('This code leaves out much of what it replaces in {0}, without a word.', path);
    case 'would-empty-file':
      return t('This edit would leave nothing in {0}.', path);
    case 'overlapping':
      return t('Two changes of this edit want the same lines of {0}.', path);
    case 'file-exists':
      return t('This edit makes {0} anew, and the file is there with another text.', path);
    case 'too-large':
      return t('This edit and {0} are too large to be compared.', path);
    case 'no-change':
      return t('This edit changes nothing in {0}.', path);
  }
}

function nearestText({ range, similarity, difference }: NearestText, t: Translate): readonly string[] {
  const share = Math.round(similarity * 100);
  const where =
    range.endLine - range.startLine > 1
      ? t('The nearest text is in lines {0} to {1}, {2} % alike.', range.startLine + 1, range.endLine, share)
      : t('The nearest text is in line {0}, {1} % alike.', range.startLine + 1, share);
  const at = difference.findIndex((line) => line.in !== 'both');
  if (at < 0) return [where];
  const end = difference.findIndex((line, number) => number > at && line.in === 'both');
  const run = difference.slice(at, end < 0 ? undefined : end);
  const there = run.find((line) => line.in === 'document')?.text;
  const wanted = run.find((line) => line.in === 'edit')?.text;
  if (there !== undefined && wanted !== undefined)
    return [where, t('The file has {0} where the edit has {1}.', quoted(there), quoted(wanted))];
  if (there !== undefined)
    return [where, t('The file has {0}, which the edit does not have.', quoted(there))];
  return [where, t('The edit has {0}, which the file does not have.', quoted(wanted ?? ''))];
}

function quoted(line: string): string {
  const text = line.trim();
  return `“${text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text}”`;
}
