import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import {
  type InkstoneWindow,
  type InkstoneWindowOptions,
  type OpenInkstone,
  openInkstone,
} from './openInkstone.ts';

/**
 * Opens a window before the tests of a file and closes it after them; its members may be used in tests only. When a
 * test fails, a picture and the logs go to `artifacts`. An error that no one caught in the page fails the file.
 */
export function inkstoneWindow(
  options: InkstoneWindowOptions | (() => InkstoneWindowOptions | Promise<InkstoneWindowOptions>) = {},
): InkstoneWindow {
  let open: OpenInkstone | undefined;
  const current = (): OpenInkstone => open ?? assert.fail('the window is not open; use it in tests only');
  before(async () => {
    open = await openInkstone(typeof options === 'function' ? await options() : options);
  });
  afterEach(async (context) => {
    // `passed` is documented and missing in the declarations.
    const { passed, name } = context as typeof context & { readonly passed: boolean };
    if (!passed) await open?.saveFailure(name);
  });
  after(async () => {
    if (!open) return;
    await open.close();
    assert.deepEqual(open.pageErrors, [], 'errors that no one caught in the page');
  });
  return {
    get page() {
      return current().page;
    },
    get server() {
      return current().server;
    },
    get folder() {
      return current().folder;
    },
    reload: () => current().reload(),
    restart: () => current().restart(),
  };
}
