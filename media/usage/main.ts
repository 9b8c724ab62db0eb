import type { HostToUsage, UsageIntent } from '../../src/protocol/usageMessages.ts';
import { connectHost } from '../hostConnection.ts';
import { createUsagePage, type UsagePage } from './usagePage.ts';

/** Runs the usage page: it shows each report that the host sends. */
function main(root: HTMLElement): void {
  const host = connectHost<HostToUsage, UsageIntent>();
  let page: UsagePage | undefined;
  host.onMessage((message) => {
    if (!page) {
      document.documentElement.lang = message.language;
      page = createUsagePage(host.send, message);
      root.replaceChildren(page.element);
    }
    page.update(message.report);
  });
  host.send({ type: 'usage-ready' });
}

const root = document.getElementById('app');
if (root) main(root);
