import { PICTURE_LIMITS } from '../../src/core/chat/pictureLimits.ts';
import type { QuestionPicture } from '../../src/core/chat/session.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { READABLE_TYPES, readPicture } from './pictureFile.ts';

export interface PictureInletDeps {
  readonly t: Translate;
  readonly attach: (picture: Required<QuestionPicture>) => void;
  /** Says why a picture does not go along. */
  readonly refuse: (reason: string) => void;
}

/** The ways of pictures into a question: pasted into its field, or dropped on it. */
export interface PictureInlet {
  /** How many are still being read. */
  readonly reading: number;
  /** How many go along already. */
  setCount(count: number): void;
}

const MEGABYTE = 1024 * 1024;

export function createPictureInlet(
  { t, attach, refuse }: PictureInletDeps,
  field: HTMLElement,
  target: HTMLElement,
): PictureInlet {
  let reading = 0;
  let count = 0;

  async function take(files: readonly File[], nameOf: (file: File) => string): Promise<void> {
    const reasons = new Set<string>();
    const taken = files.filter((file) => {
      const reason = reasonAgainst(file);
      if (reason) reasons.add(reason);
      return !reason;
    });
    const room = PICTURE_LIMITS.count - count - reading;
    if (taken.length > room)
      reasons.add(t('{0} pictures can go with a question at most.', PICTURE_LIMITS.count));
    for (const file of taken.slice(0, Math.max(0, room))) {
      reading++;
      try {
        attach(await readPicture(file, nameOf(file)));
      } catch {
        reasons.add(t('{0} cannot be read as a picture.', nameOf(file)));
      } finally {
        reading--;
      }
    }
    if (reasons.size > 0) refuse([...reasons].join(' '));
  }

  function reasonAgainst({ type, size }: File): string {
    if (!READABLE_TYPES.has(type)) return t('Only PNG, JPEG, WebP and GIF pictures can go along.');
    return size > PICTURE_LIMITS.fileBytes
      ? t('A picture can have {0} MB at most.', PICTURE_LIMITS.fileBytes / MEGABYTE)
      : '';
  }

  field.addEventListener('paste', (event) => {
    const { clipboardData: data } = event;
    const files = [...(data?.files ?? [])];
    // Tables and documents are copied as text and, besides, as a picture of it.
    if (files.length === 0 || data?.getData('text/plain')) return;
    event.preventDefault();
    // The browser calls whatever is copied `image.png`.
    void take(files, ({ name }) => (name === 'image.png' ? t('Pasted picture') : name));
  });

  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const mark = (isOver: boolean): unknown => target.classList.toggle('is-dropped-on', isOver);
  target.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    mark(true);
  });
  target.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && target.contains(relatedTarget))) mark(false);
  });
  target.addEventListener('drop', (event) => {
    mark(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    field.focus();
    void take([...(event.dataTransfer?.files ?? [])], ({ name }) => name);
  });

  return {
    get reading() {
      return reading;
    },
    setCount(next) {
      count = next;
    },
  };
}
