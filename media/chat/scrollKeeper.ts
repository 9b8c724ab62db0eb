/** Keeps a scrolled area at its end while the user is there, and elsewhere leaves it alone. */
export interface ScrollKeeper {
  /** To be called when the content has changed. */
  follow(): void;
  toEnd(): void;
  /** Where it is in px from the top; `undefined` at the end. */
  position(): number | undefined;
  restore(scrollTop: number | undefined): void;
}

/** So far from the end still counts as being there: a line that has just been added must not detach the view. */
const NEAR_END_PX = 24;

/** A wheel or a key goes on scrolling for so long after its event. */
const GESTURE_MS = 500;

export function createScrollKeeper(
  scroller: HTMLElement,
  content: HTMLElement,
  onMove: (isAtEnd: boolean) => void,
): ScrollKeeper {
  let isAtEnd = true;
  let lastTop = 0;
  let gestureAt = Number.NEGATIVE_INFINITY;
  let isPointerDown = false;

  /** Something in it is being written, which is not to be moved away from under the user's hands. */
  const isWritten = (): boolean =>
    document.activeElement instanceof HTMLTextAreaElement && content.contains(document.activeElement);

  function follow(): void {
    if (isAtEnd && !isWritten()) scroller.scrollTop = scroller.scrollHeight;
  }

  const onGesture = ({ timeStamp }: Event): void => {
    gestureAt = timeStamp;
  };
  const passive = { passive: true };
  scroller.addEventListener('wheel', onGesture, passive);
  scroller.addEventListener('touchmove', onGesture, passive);
  // Tab scrolls to what it focuses, wherever it was pressed.
  window.addEventListener('keydown', onGesture, passive);
  scroller.addEventListener('pointerdown', () => {
    isPointerDown = true;
  });
  for (const end of ['pointerup', 'pointercancel', 'blur'])
    window.addEventListener(end, (event) => {
      if (isPointerDown) onGesture(event);
      isPointerDown = false;
    });

  scroller.addEventListener(
    'scroll',
    ({ timeStamp }) => {
      const top = scroller.scrollTop;
      const isNearEnd = scroller.scrollHeight - top - scroller.clientHeight < NEAR_END_PX;
      // The place moves by itself too, when turns out of sight get another height.
      const isByUser = isPointerDown || timeStamp - gestureAt < GESTURE_MS;
      isAtEnd = isNearEnd || (isAtEnd && !(isByUser && top < lastTop));
      lastTop = top;
      onMove(isAtEnd);
    },
    passive,
  );
  const observer = new ResizeObserver(follow);
  observer.observe(scroller);
  observer.observe(content);

  return {
    follow,
    toEnd() {
      isAtEnd = true;
      follow();
      onMove(true);
    },
    position: () => (isAtEnd ? undefined : scroller.scrollTop),
    restore(scrollTop) {
      isAtEnd = scrollTop === undefined;
      if (scrollTop === undefined) follow();
      else scroller.scrollTop = scrollTop;
      onMove(isAtEnd);
    },
  };
}
