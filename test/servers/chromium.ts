import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const EXECUTABLES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A headless Chromium of the system that talks to nobody but the page under test. Close it when done. */
export async function startChromium(): Promise<Browser> {
  const executablePath = EXECUTABLES.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error(`chromium: none of ${EXECUTABLES.join(', ')} is there; run test/servers/setup.sh`);
  return chromium.launch({
    executablePath,
    timeout: 60_000,
    args: [
      // Root, as in containers, has no user namespace for the sandbox; only our own page is opened.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
}
