import { element } from '../dom/element.ts';

/** A small JPEG, in Base64, that stands for a picture. */
export function createThumbnail(label: string, base64: string): HTMLImageElement {
  const image = element('img', { class: 'thumbnail', title: label });
  image.alt = label;
  image.src = `data:image/jpeg;base64,${base64}`;
  return image;
}
