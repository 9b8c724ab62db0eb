import type { Locator, Page } from 'playwright-core';

/** Notifications that are on the screen now. */
export function notifications(page: Page): Locator {
  return page.locator('.notifications-toasts .notification-toast .notification-list-item');
}

/** Waits for the notification that has the text. */
export async function notification(page: Page, text: string): Promise<Locator> {
  const toast = notifications(page).filter({ hasText: text }).first();
  await toast.waitFor();
  return toast;
}

/** Waits for the notification and clicks its button. */
export async function answerNotification(page: Page, text: string, button: string): Promise<void> {
  const toast = await notification(page, text);
  await toast.locator('.monaco-button', { hasText: button }).click();
}

/** The modal dialog; its buttons are `.monaco-button`. */
export function dialog(page: Page): Locator {
  return page.locator('.monaco-dialog-box');
}

/** A status bar entry by the id of its item, `inkstone.status` for example. */
export function statusBarItem(page: Page, id: string): Locator {
  return page.locator(`[id="inkstone.inkstone.${id}"]`);
}
