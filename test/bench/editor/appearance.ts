import type { FrameLocator, Page } from 'playwright-core';

type Document = Pick<Page | FrameLocator, 'locator'>;

/**
 * Keeps the time at which the frame that shows the text has been drawn, once it is written into an element of its own.
 * The page changes what it shows in frame callbacks only, so that the next task finds the frame drawn. Only what has
 * changed is looked at.
 */
export async function expectAppearance(document: Document, text: string): Promise<void> {
  await document.locator('body').evaluate((body, wanted) => {
    delete body.dataset.seen;
    const isThere = ({ target, addedNodes }: MutationRecord): boolean =>
      (target instanceof Text && target.data.includes(wanted)) ||
      [...addedNodes].some((node) => node.textContent?.includes(wanted));
    const observer = new MutationObserver((records) => {
      if (!records.some(isThere)) return;
      observer.disconnect();
      setTimeout(() => {
        body.dataset.seenAt = String(performance.timeOrigin + performance.now());
        body.dataset.seen = wanted;
      });
    });
    observer.observe(body, { subtree: true, childList: true, characterData: true });
  }, text);
}

/** When the text that was expected was drawn, in ms since 1970; waits for it. */
export async function appearance(document: Document, text: string): Promise<number> {
  const body = document.locator(`body[data-seen="${text}"]`);
  return Number(await body.getAttribute('data-seen-at'));
}
