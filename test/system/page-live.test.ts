import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { districtScenario } from '../../simulator/index.ts';
import { startChromium } from '../servers/chromium.ts';
import { startSite } from './site-in-process.ts';
import type { RunningSite } from './site-in-process.ts';

const WEB = new URL('../../dist/web/', import.meta.url).pathname;
const WAIT_MS = 30_000;

describe('an operator at the page of the running service', () => {
  let site: RunningSite;
  let browser: Browser;
  beforeAll(async () => {
    site = await startSite({ ...districtScenario({ seed: 7, minutes: 20 }), events: [] }, { webDirectory: WEB });
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it('sees the load move, lowers a limit in the form, and sees the chargers follow', async () => {
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(WAIT_MS);
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(`${site.service.url}/#key=${site.key}`);
    await site.untilTrue('cars charge', () => (site.fleet.truth().nodeChargingKw.get('T1') ?? 0) > 150);
    await page
      .locator('#sessions')
      .getByText(/Limited by T1/)
      .first()
      .waitFor();

    const baseKw = site.service.control.view().nodes.find((node) => node.nodeId === 'T1')?.baseLoadKw ?? 0;
    const limitKw = Math.ceil(baseKw / 0.95) + 90;
    await page.keyboard.press('n');
    await page.locator('[name=limitKw]:focus').waitFor();
    await page.fill('[name=limitKw]', String(limitKw));
    await page.fill('[name=reason]', 'page test');
    await page.keyboard.press('Enter');
    await page.locator('.effect').waitFor();
    await page.getByRole('button', { name: 'Set limit' }).click();
    await page.locator('[data-testid=limit]').getByText(`${limitKw} kW`).waitFor();
    await site.untilTrue('the load is below the limit', () => (site.fleet.truth().nodeKw.get('T1') ?? 0) <= limitKw);
    await page
      .locator('#sessions')
      .getByText(/page test/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    expect(site.service.control.view().limitTimings).toHaveLength(1);
  });
});
