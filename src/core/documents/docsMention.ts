/** Both signs, as Chinese input methods write `＠`. */
const MENTION = /(?<![\w@`])[@＠]docs(?![\w-])/gi;

/** Whether a question is for the documents: it says `@docs`. */
export const mentionsDocs = (text: string): boolean => text.search(MENTION) >= 0;

/** The question alone. */
export const withoutDocsMention = (text: string): string => text.replace(MENTION, ' ').trim();
