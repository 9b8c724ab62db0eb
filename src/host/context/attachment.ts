import type { CodeReference } from '../../core/chat/session.ts';

/** A text that goes along with a question. */
export interface Attachment {
  /** For the model: what it is and where it is from. */
  readonly title: string;
  /** For the fence around it; empty when it is no code. */
  readonly language: string;
  readonly text: string;
  /** The code that the chat can open again. */
  readonly references: readonly CodeReference[];
  /** URIs of the files that the text is of, besides those that it refers to. */
  readonly files?: readonly string[];
  /** For the user: what is not as one would expect. */
  readonly note?: string;
}
