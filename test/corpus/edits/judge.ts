import { fitEdit } from '../../../src/core/edit/apply/fitEdit.ts';
import { parseModelEdit } from '../../../src/core/edit/apply/parseModelEdit.ts';
import type { CorpusCase } from './corpusCase.ts';

export type Verdict =
  | { readonly end: 'applied' }
  | { readonly end: 'refused'; readonly reason: string }
  | { readonly end: 'wrong'; readonly text: string };

/** How an edit of the corpus ends: as it is wanted, refused, or with another text, which must never be. */
export function judge({ document, edit, path, wanted }: CorpusCase): Verdict {
  const { files } = parseModelEdit(edit);
  const [file] = files;
  if (!file || files.length > 1) return { end: 'refused', reason: 'several-files' };
  const fit = fitEdit(document, file, path);
  if (!fit.fits) return { end: 'refused', reason: fit.refusals.map(({ reason }) => reason).join(', ') };
  return fit.text === wanted ? { end: 'applied' } : { end: 'wrong', text: fit.text };
}
