/** The tags that tell the model whose words stand between them; the system prompt names them all. */
export type PromptTag = 'instruction' | 'project-rules' | 'conversation';

const LIKE_A_TAG = /<(?=\s*\/?\s*(?:instruction|project-rules|conversation)\b)/gi;

/** Somebody's words between tags that nothing in them can close or open anew. */
export function tagged(tag: PromptTag, words: string): string {
  return `<${tag}>\n${words.replace(LIKE_A_TAG, '&lt;')}\n</${tag}>`;
}
