import type { QuestionPicture } from '../../src/core/chat/session.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { element } from '../dom/element.ts';

/** A small JPEG, in Base64, that stands for a picture. */
export function createThumbnail(label: string, base64: string): HTMLImageElement {
  const image = element('img', { class: 'thumbnail', title: label });
  image.alt = label;
  image.src = `data:image/jpeg;base64,${base64}`;
  return image;
}

/** The pictures of a question as a list, where there are any. */
export function createPictureList(
  t: Translate,
  pictures: readonly QuestionPicture[] = [],
): readonly HTMLElement[] {
  if (pictures.length === 0) return [];
  const shown = pictures.map(({ label, thumbnail }) => element('li', {}, createThumbnail(label, thumbnail)));
  return [element('ul', { class: 'pictures', 'aria-label': t('Pictures that go with it') }, ...shown)];
}
