import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const ARTIFACTS = path.resolve(import.meta.dirname, '../../../artifacts');

/** A folder for what a test leaves for people to look at; `name` may be a test's sentence. */
export function artifactFolder(name: string): string {
  const folder = path.join(ARTIFACTS, name.replace(/[^\p{L}\p{N}-]+/gu, '-').slice(0, 80));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Takes a picture of the window into `artifacts/screenshots`; returns its path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const file = path.join(artifactFolder('screenshots'), `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}
