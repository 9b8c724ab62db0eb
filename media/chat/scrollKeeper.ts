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

export function createScrollKeeper(scroller: HTMLElement, onMove: (isAtEnd: boolean) => void): ScrollKeeper {
  let isAtEnd = true;
  let lastTop = 0;

  function follow(): void {
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  scroller.addEventListener(
    'scroll',
    () => {
      const top = scroller.scrollTop;
      const isNearEnd = scroller.scrollHeight - top - scroller.clientHeight < NEAR_END_PX;
      // Away from the end without having gone up: the content has grown meanwhile, the user has not moved.
      isAtEnd = isNearEnd || (isAtEnd && top >= lastTop);
      lastTop = top;
      onMove(isAtEnd);
    },
    { passive: true },
  );
  new ResizeObserver(follow).observe(scroller);

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
