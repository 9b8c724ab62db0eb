import type { Turn } from '../../src/core/chat/session.ts';

const LINE_PX = 20;
const LINE_CHARACTERS = 60;
const AROUND_PX = 110;

/** A guess of a turn's height in px, for the scroll bar until the turn has been laid out. */
export function estimateTurnHeight({ question, answer }: Turn): number {
  return AROUND_PX + LINE_PX * (linesOf(question.text) + linesOf(answer.text));
}

function linesOf(text: string): number {
  let lines = 0;
  for (const line of text.split('\n')) lines += Math.max(1, Math.ceil(line.length / LINE_CHARACTERS));
  return lines;
}
