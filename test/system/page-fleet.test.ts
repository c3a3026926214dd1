import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Scenario, ScenarioStation } from '../../simulator/index.ts';
import { startChromium } from '../servers/chromium.ts';
import { startSite } from './site-in-process.ts';
import type { RunningSite } from './site-in-process.ts';
import { pileOf, roomyGrid } from './small-street.ts';

const WEB = new URL('../../dist/web/', import.meta.url).pathname;
const WAIT_MS = 20_000;
const START_MS = Date.UTC(2026, 2, 2, 9);

const password = 'a password of many letters';
const stations: readonly ScenarioStation[] = [
  { stationId: 'P16A', version: '1.6', password },
  { stationId: 'P16B', version: '1.6', password },
  { stationId: 'P20A', version: '2.0.1', password },
];
/** Three stations without cars. */
const street: Scenario = {
  name: 'three stations',
  seed: 5,
  startMs: START_MS,
  endMs: START_MS + 7_200_000,
  timeZone: 'UTC',
  grid: roomyGrid(stations.map(({ stationId }) => pileOf(stationId))),
  stations,
  sessions: [],
  baseLoadKw: () => 20,
  events: [],
  capacityNodeId: 'S1',
};

describe('the fleet on the page of the running service', () => {
  let site: RunningSite;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    site = await startSite(street, { webDirectory: WEB, speed: 30 });
    browser = await startChromium();
    const booted = () => site.service.control.view().stations.filter(({ model }) => model !== undefined).length;
    await site.untilTrue('all stations have booted', () => booted() === 3);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    expect(complaints).toEqual([]);
  });
  afterEach(() => page.context().close());

  async function open(view: string, { key = site.key, width = 1440 } = {}): Promise<void> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width, height: 900 } });
    context.setDefaultTimeout(WAIT_MS);
    page = await context.newPage();
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await page.goto(`${site.service.url}/#key=${key}`);
    await page.locator('.strip').waitFor();
    await page.getByRole('button', { name: view, exact: true }).click();
  }
  const openStation = (id: string): Promise<void> => page.getByRole('button', { name: `Station ${id}` }).click();
  const saying = (selector: string, text: string | RegExp): Promise<void> =>
    page.locator(selector).filter({ hasText: text }).first().waitFor();

  it('finds stations by what they are, and shows one: who it is and how it logs in', async () => {
    await open('Stations');
    await page.keyboard.press('/');
    await page.keyboard.type('2.0.1');
    await saying('#stations h2', '1 of 3');
    expect(await page.locator('.records tbody tr').count()).toBe(1);
    await openStation('P20A');
    await saying('.drawer .facts', '1: password');
    await saying('.drawer .facts', /OCPP2\.0\.1/);
    await saying('.drawer .facts', 'expire by themselves (end time)');
    // A bookmark of the view stays one.
    expect(page.url()).toContain('#stations');
  });

  it('resets a station after a look at it; the answer and the messages are seen', async () => {
    await open('Stations');
    await openStation('P16A');
    await page.locator('.drawer [name=kind]').selectOption('reset');
    await page.locator('.drawer form [type=submit]').click();
    await saying('.drawer [data-field=reason] .field-error', 'Fill this in.');
    await page.fill('.drawer [name=reason]', 'it hangs');
    await page.locator('.drawer form [type=submit]').click();
    await saying('[data-testid=command-effect]', 'Reset to P16A.');
    expect(await site.client.get('/api/v1/commands')).toMatchObject({ items: [] });
    await page.locator('.drawer form [type=submit]').click();
    await page.locator('.targets [data-state=accepted]').waitFor();
    await saying('[data-testid=command-status]', 'Done');

    await page.getByRole('button', { name: 'Show the messages' }).click();
    await page.locator('#wire-log select').last().selectOption('Reset');
    await saying('.frames', 'Reset');
    const frames = page.locator('.frames summary');
    await expect.poll(() => frames.allTextContents()).toHaveLength(2);
    expect((await frames.allTextContents()).map((text) => /(from|to) the station/.exec(text)?.[1])).toEqual([
      'from',
      'to',
    ]);
    await frames.last().click();
    await saying('.payload', '"type": "Soft"');

    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe('wire-log-P16A.ndjson');
    const lines = (await readFile(await saved.path(), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual(['Reset', 'Reset']);
  });

  it('puts a station in quarantine and takes it out, each after a second thought', async () => {
    const isIn = (): boolean | undefined =>
      site.service.control.view().stations.find(({ stationId }) => stationId === 'P16B')?.quarantined;
    await open('Stations');
    await openStation('P16B');
    await page.getByRole('button', { name: 'Put in quarantine…' }).click();
    expect(isIn()).toBe(false);
    await page.getByRole('button', { name: 'Put in quarantine', exact: true }).click();
    await saying('.drawer .chip', 'Quarantined');
    expect(isIn()).toBe(true);
    await page.getByRole('button', { name: 'Take out of quarantine…' }).click();
    await page.getByRole('button', { name: 'Take out of quarantine', exact: true }).click();
    await page.getByRole('button', { name: 'Put in quarantine…' }).waitFor();
    expect(isIn()).toBe(false);
  });

  it('sends a new password, and says so when the station does not take it', async () => {
    await open('Stations');
    await openStation('P16A');
    await page.getByRole('button', { name: 'New password…' }).click();
    await page.getByRole('button', { name: 'New password', exact: true }).click();
    await saying('#access [role=alert]', /station P16A did not take the new password .*the old one holds/);
  });

  it('asks all stations that were found, says how many, and stops the rest', async () => {
    await site.client.send('PATCH', '/api/v1/stations/P16B', { state: 'disabled' }, { 'if-match': '*' });
    await open('Stations');
    await saying('.records tr', /P16B.*Not connected/);
    await page.locator('#stations [type=search]').fill('1.6');
    await page.getByRole('button', { name: 'Command to 2 stations…' }).click();
    await page.fill('.dialog [name=reason]', 'where are they');
    await page.locator('.dialog [name=wait]').selectOption('86400');
    await page.locator('.dialog form [type=submit]').click();
    await saying('[data-testid=command-effect]', 'Ask for a message to 2 stations, 1 of them connected. Status');
    await page.locator('.dialog form [type=submit]').click();
    await page.locator('.targets li', { hasText: 'P16A' }).locator('[data-state=accepted]').waitFor();
    await page.locator('.targets li', { hasText: 'P16B' }).locator('[data-state=waiting]').waitFor();
    await page.getByRole('button', { name: 'Stop the rest…' }).click();
    await page.getByRole('button', { name: 'Stop the rest', exact: true }).click();
    await page.locator('.targets li', { hasText: 'P16B' }).locator('[data-state=not-sent]').waitFor();
    await saying('[data-testid=command-status]', 'Stopped');
    await page.keyboard.press('Escape');
    await saying('#commands .node-card', /Ask for a message.*Stopped.*× 2/);
  });

  it('shows a security event as it happens', async () => {
    await open('Security');
    await saying('#security', 'No event.');
    const thief = new WebSocket(`ws://127.0.0.1:${site.service.port}/ocpp/P20A`, ['ocpp2.0.1'], {
      auth: 'P20A:not the password of it',
    });
    await new Promise((resolve) => thief.on('error', resolve));
    await saying('#security tbody tr', /P20A.*gateway.*login-failed/);
    await page.fill('#security [name=stationId]', 'P16A');
    await page.keyboard.press('Enter');
    await saying('#security', 'No event.');
  });

  it('offers a viewer nothing that would be refused', async () => {
    const made = await site.service.operations.createApiKey({ name: 'v', role: 'viewer' }, { name: 't', via: 'cli' });
    if (!made.ok) throw new Error(made.refusal.detail);
    await open('Stations', { key: made.value.key });
    await openStation('P20A');
    await saying('.drawer .facts', '1: password');
    expect(await page.locator('.drawer form, .drawer #wire-log, #commands, #access button').count()).toBe(0);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('button', { name: /^Command to/ }).count()).toBe(0);
    await page.keyboard.press('3');
    await saying('.empty', 'Your key may not see security events.');
  });

  it('fits on a phone without scrolling sideways', async () => {
    await open('Stations', { width: 360 });
    const overflow = (): Promise<number> =>
      page.evaluate(() => {
        const dialog = document.querySelector('dialog') ?? document.documentElement;
        return Math.max(document.documentElement.scrollWidth - innerWidth, dialog.scrollWidth - dialog.clientWidth);
      });
    await page.locator('.records').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await openStation('P20A');
    await page.getByRole('button', { name: 'Show the messages' }).click();
    await page.locator('.frames summary').first().click();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Security', exact: true }).click();
    await page.locator('#security').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});
