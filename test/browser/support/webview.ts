import type { FrameLocator, Page } from 'playwright-core';
import { insist } from './eventually.ts';

const OF_INKSTONE = 'iframe.webview.ready[src*="extensionId=inkstone.inkstone"]';

/** The document of a view of Inkstone's, in a side bar or panel. */
export function viewContent(page: Page): FrameLocator {
  return content(page, `${OF_INKSTONE}[src*="purpose=webviewView"]`);
}

/** The document of an editor tab of Inkstone's. */
export function editorContent(page: Page): FrameLocator {
  return content(page, `${OF_INKSTONE}:not([src*="purpose=webviewView"])`);
}

/** The only document of Inkstone's in sight. VS Code does not say of one that was hidden before whether it is a view. */
export function onlyContent(page: Page): FrameLocator {
  return content(page, OF_INKSTONE);
}

/** VS Code puts the extension's document into a frame within a frame. */
function content(page: Page, frame: string): FrameLocator {
  return page.frameLocator(frame).frameLocator('iframe#active-frame');
}

/** Shows the view container with this title, unless it is showing. */
export async function showActivity(page: Page, title: string): Promise<void> {
  const item = page.locator('.activitybar .action-item', {
    has: page.locator(`a.action-label[aria-label^="${title}"]`),
  });
  await item.waitFor();
  const isShowing = () => item.evaluate((element) => element.classList.contains('checked'));
  // A window that was loaded again shows the container of before by itself, and a click then hides it.
  await insist(
    `the view container “${title}”`,
    async () => {
      if (!(await isShowing())) await item.click();
    },
    isShowing,
  );
}
