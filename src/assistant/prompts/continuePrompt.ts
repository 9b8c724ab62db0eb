import type { OpenFence } from '../../core/chat/codeBlockAt.ts';

/**
 * Asks for the rest of an answer that broke off, which ends with `lastWords`. The model is to repeat them: where the
 * repetition ends, the rest begins, and nothing has to be guessed.
 */
export function continuePrompt(lastWords: string, fence: OpenFence | undefined): string {
  return [
    'The connection broke while you were answering. Everything that you had written up to there has arrived and stays; it is your message above.',
    `Write the rest, so that both parts read as one answer that was never interrupted. Begin with the last words that arrived, repeated character for character, and go on right behind them. They are what stands between <last-words> and </last-words>:\n<last-words>\n${lastWords}\n</last-words>`,
    fence
      ? `They stand in a code block that is still open, begun with ${fence.run}${fence.language}. Your reply goes on inside of it: do not open it again, and close it with ${fence.run} where the code ends.`
      : '',
    'Do not begin anew, do not sum up what is there already, do not announce or explain that you go on, and leave out the tags.',
  ]
    .filter(Boolean)
    .join('\n\n');
}
