import { PICTURE_LIMITS } from '../../src/core/chat/pictureLimits.ts';
import type { QuestionPicture } from '../../src/core/chat/session.ts';
import type { Picture } from '../../src/core/model/picture.ts';

/** The files that can be made into pictures for a model. */
export const READABLE_TYPES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
]);

/** What is lost of a photograph is tried in this order. */
const QUALITIES = [0.9, 0.75, 0.5, 0.3] as const;

/**
 * A picture as a model is sent it: no larger than a model reads it, a PNG if that is small enough, else a JPEG, and
 * without what else the file told (where a photograph was taken). Of what moves it is the first frame. Throws what the
 * browser throws for a file that is no picture.
 */
export async function readPicture(file: Blob, label: string): Promise<Required<QuestionPicture>> {
  const bitmap = await createImageBitmap(file);
  try {
    const whole = drawn(bitmap, PICTURE_LIMITS.sidePx);
    const small = drawn(bitmap, PICTURE_LIMITS.thumbnailPx);
    const body = await encoded(whole, file.type !== 'image/jpeg', PICTURE_LIMITS.bytes);
    const thumbnail = await encoded(small, false, PICTURE_LIMITS.thumbnailBytes);
    return {
      label,
      thumbnail: await base64Of(thumbnail),
      picture: {
        mediaType: body.type as Picture['mediaType'],
        data: await base64Of(body),
        width: whole.width,
        height: whole.height,
      },
    };
  } finally {
    bitmap.close();
  }
}

/** At most `sidePx` long and high, on white: a JPEG has nothing behind it. */
function drawn(bitmap: ImageBitmap, sidePx: number): OffscreenCanvas {
  const scale = Math.min(1, sidePx / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser draws nothing');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

/** The first that is not too large. Throws when none is. */
async function encoded(canvas: OffscreenCanvas, isExact: boolean, mostBytes: number): Promise<Blob> {
  const ways: readonly ImageEncodeOptions[] = [
    ...(isExact ? [{ type: 'image/png' }] : []),
    ...QUALITIES.map((quality) => ({ type: 'image/jpeg', quality })),
  ];
  for (const way of ways) {
    const blob = await canvas.convertToBlob(way);
    if (blob.size <= mostBytes) return blob;
  }
  throw new Error('the picture stays too large');
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  // In parts, since all bytes would be too many arguments.
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
