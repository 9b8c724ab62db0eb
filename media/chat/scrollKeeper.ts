/** Keeps a scrolled area at its end while the user is there, and elsewhere leaves it alone. */
export interface ScrollKeeper {
  toEnd(): void;
  /** Where it is in px from the top; `undefined` at the end. */
  position(): number | undefined;
  restore(scrollTop: number | undefined): void;
}

/** So far from the end still counts as being there: a line that has just been added must not detach the view. */
const NEAR_END_PX = 24;

export function createScrollKeeper(
  scroller: HTMLElement,
  content: HTMLElement,
  onMove: (isAtEnd: boolean) => void,
): ScrollKeeper {
  let isAtEnd = true;

  function follow(): void {
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  scroller.addEventListener(
    'scroll',
    () => {
      isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
      onMove(isAtEnd);
    },
    { passive: true },
  );
  const observer = new ResizeObserver(follow);
  observer.observe(content);
  observer.observe(scroller);

  return {
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
