import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../../vscode-server/workbench.ts';
import { artifactFolder } from '../../support/artifacts.ts';
import { type MediaPage, type MediaPageOptions, openMediaPage } from './mediaPage.ts';

export interface MediaPages {
  /** Opens a page that is closed after the test. */
  open(options: MediaPageOptions): Promise<MediaPage>;
}

/**
 * A browser for the tests of a file. Whatever else a test is about, it fails when one of its pages has asked for an
 * address, run against its policy or thrown; of a test that failed a picture is left in `artifacts`.
 */
export function mediaPages(): MediaPages {
  let browser: Browser | undefined;
  const opened: MediaPage[] = [];
  before(async () => {
    browser = await launchBrowser();
  });
  afterEach(async (context) => {
    // `passed` is documented and missing in the declarations.
    const { passed, name } = context as typeof context & { readonly passed: boolean };
    const requests: string[] = [];
    const errors: string[] = [];
    for (const [index, { page, takeRequests, takeErrors }] of opened.splice(0).entries()) {
      if (!passed) {
        const picture = path.join(artifactFolder(name), `page-${index}.png`);
        await page.screenshot({ path: picture });
        console.log(`Picture of the failure: ${picture}`);
      }
      await page.context().close();
      requests.push(...takeRequests());
      errors.push(...takeErrors());
    }
    assert.deepEqual({ requests, errors }, { requests: [], errors: [] });
  });
  after(() => browser?.close());
  return {
    async open(options) {
      if (!browser) assert.fail('the browser is not running; use it in tests only');
      const page = await openMediaPage(browser, options);
      opened.push(page);
      return page;
    },
  };
}
