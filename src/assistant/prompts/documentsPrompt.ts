import type { FoundPassage } from '../../core/documents/documentSearch.ts';
import { fencedCode } from './fencedCode.ts';

/** What an answer calls the passage at this place: the marks that web search has, which the chat shows as links. */
export const passageMark = (index: number): string => `ref_${index + 1}`;

/** Asks a question of passages. */
export function documentsPrompt(question: string, passages: readonly FoundPassage[]): string {
  return [
    question,
    [
      'Answer from the passages below and from nothing else. They were searched out of the user’s own documents by the words of the question, so some may be about something else.',
      '- Behind every statement put the marks of the passages that it comes from, each in brackets of its own, like this: [ref_1][ref_3]. Use no other marks, and do not list the passages at the end.',
      '- If they do not answer the question, say plainly that the documents do not say it, and what they say that comes closest. Do not fill the gap with what you know from elsewhere.',
      '- Where they contradict each other, say so.',
    ].join('\n'),
    ...passages.map(markedPassage),
  ].join('\n\n');
}

/** The mark alone stands outside of the fence: names of files and headings are the documents' words too. */
export function markedPassage({ path, line, endLine, headings, text }: FoundPassage, index: number): string {
  const place = `${path}, lines ${line}–${endLine}`;
  const about = headings.join(' › ');
  return `Passage [${passageMark(index)}]:\n${fencedCode('', [place, ...(about ? [about] : []), '', text].join('\n'))}`;
}
