import type { ChatMessage } from '../core/model/chatRequest.ts';
import type { Model } from '../core/model/model.ts';
import { picturesOf } from '../core/model/picturesOf.ts';
import type { Translate } from '../core/text/translate.ts';
import { UserError } from '../core/userError.ts';

/** So many pictures of a chat go along at most, the newest: servers refuse bodies that are too large. */
const MOST_PICTURES = 20;

/** The messages as the model can take them: in place of a picture that it is not shown stand words that say so. */
export function asSeen(
  messages: readonly ChatMessage[],
  { can }: Pick<Model, 'can'>,
): readonly ChatMessage[] {
  let left = can.images ? MOST_PICTURES : 0;
  if (picturesOf(messages).length <= left) return messages;
  return messages
    .toReversed()
    .map((message) => {
      if (message.role !== 'user' || !message.pictures) return message;
      const { pictures, ...words } = message;
      const shown = left > 0 ? pictures.slice(-left) : [];
      left -= shown.length;
      const hidden = pictures.length - shown.length;
      if (hidden === 0) return message;
      const text = `${words.text}\n\n(Pictures that came with this and are not shown to you: ${hidden}.)`;
      return { ...words, text, ...(shown.length > 0 && { pictures: shown }) };
    })
    .toReversed();
}

/** Why a question with pictures does not go to a model; `other` is one that could take it. */
export function cannotSee(model: Model, other: Model | undefined, t: Translate): UserError {
  return new UserError(
    'cannot-see',
    t('{0} cannot see pictures.', model.label),
    other
      ? t('Let {0} answer, choose another model that sees, or take the pictures out.', other.label)
      : t('Choose a model that sees, or take the pictures out.'),
    [
      ...(other ? [{ id: 'use-model', label: t('Use {0}', other.label), argument: other.id } as const] : []),
      { id: 'select-model', label: t('Choose Another Model') },
    ],
  );
}
