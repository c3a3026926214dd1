import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SILENCE_MS } from '../../../src/web/live.ts';
import { startChromium } from '../../servers/chromium.ts';
import { AT_MS, envelopeOf, startFixture, type FixtureServer } from './fixture-server.ts';

const WAIT_MS = 20_000;

describe('the page', () => {
  let browser: Browser;
  let webDirectory: string;
  let fixture: FixtureServer;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    webDirectory = mkdtempSync(join(tmpdir(), 'headroom-page-'));
    const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'src/web/vite.config.ts'];
    execFileSync(process.execPath, [...vite, '--outDir', webDirectory, '--logLevel', 'error'], { timeout: 100_000 });
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(webDirectory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    fixture = await startFixture(webDirectory);
  });
  afterEach(async () => {
    await page.context().close();
    await fixture.close();
  });

  async function open(
    options: BrowserContextOptions = {},
    {
      address = `#key=${fixture.key}`,
      prepare,
    }: { readonly address?: string; readonly prepare?: () => Promise<void> } = {},
  ): Promise<void> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(WAIT_MS);
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await prepare?.();
    await page.goto(fixture.url + address);
  }

  /** The text of a selector, as soon as it contains what is expected; else what it was at the end. */
  async function text(selector: string, expected: string): Promise<string> {
    const found = page.locator(selector).first();
    await found
      .filter({ hasText: expected })
      .waitFor()
      .catch(() => undefined);
    return (await found.textContent())?.replaceAll(/\s+/g, ' ') ?? '';
  }

  it('shows load, limit, cars and reasons, and follows the stream', async () => {
    fixture.announce(envelopeOf({ envelopeId: 'env-1', limitKw: 500 }));
    await open();
    expect(await text('[data-testid=load]', '480')).toContain('480 kW');
    expect(await text('[data-testid=limit]', '630')).toBe('of 630 kW');
    expect(await text('.sessions tbody tr', 'Heat wave')).toContain('Limited by T1 (limit “Heat wave”) until 20:30');
    await page.locator('.chart canvas').waitFor();
    fixture.tell({ removed: { sessions: ['A01#77'] } });
    expect(await text('#sessions .empty', 'No session yet')).toContain('No session yet');
    expect(complaints).toEqual([]);
    expect(page.url()).toBe(fixture.url);
  });

  it('asks for a key, refuses a wrong one, and remembers a right one', async () => {
    await open({}, { address: '' });
    await page.fill('[name=key]', 'wrong');
    await page.click('button[type=submit]');
    expect(await text('#login-error', 'not valid')).toContain('This key is not valid');
    await page.fill('[name=key]', fixture.key);
    await page.click('button[type=submit]');
    await page.locator('.strip').waitFor();
    await page.reload();
    await page.locator('.strip').waitFor();
    fixture.revokeKey();
    expect(await text('#login-error', 'not valid')).toContain('revoked');
  });

  it('speaks the language of the browser, and the other one at a press, for good', async () => {
    await open({ locale: 'zh-CN' });
    expect(await text('#sessions h2', '充电会话')).toContain('充电会话');
    await page.getByRole('button', { name: 'English' }).click();
    expect(await text('#sessions h2', 'Sessions')).toContain('Sessions');
    await page.reload();
    expect(await text('#sessions h2', 'Sessions')).toContain('Sessions');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });

  it('sets a limit by keyboard: n, a figure, a look at what it means, and only then the request', async () => {
    await open();
    await page.locator('.strip').waitFor();
    await page.keyboard.press('n');
    await page.locator('[name=limitKw]:focus').waitFor();
    await page.keyboard.type('450');
    await page.fill('[name=reason]', 'Heat wave');
    await page.keyboard.press('Enter');
    expect(await text('.effect', 'fall')).toContain('Charging has to fall by 52.5 kW');
    expect(fixture.received).toEqual([]);
    await page.getByRole('button', { name: 'Set limit' }).click();
    expect(await text('#limits .limit-item', '450')).toContain('T1450 kWActive');
    const [request] = fixture.received;
    const { end = '', ...body } = { ...(request?.body as { end?: string } | undefined) };
    expect(body).toEqual({ nodeId: 'T1', limitKw: 450, mode: 'limit', reason: 'Heat wave' });
    expect(Math.abs(Date.parse(end) - AT_MS - 3_600_000)).toBeLessThan(120_000);
    expect(request?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('shows what the service objects to at the field', async () => {
    await open();
    await page.locator('.strip').waitFor();
    await page.keyboard.press('n');
    await page.fill('[name=limitKw]', '-5');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Set limit' }).click();
    expect(await text('[data-field=limitKw] .field-error', 'must')).toContain('must be 0 (stop) or more');
    await page.locator('[name=limitKw][aria-invalid=true]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
  });

  it('ends a limit after a second thought, with the version that was seen', async () => {
    fixture.announce(envelopeOf({ envelopeId: 'env-1', limitKw: 500, etag: 'v7' }));
    await open();
    await page.locator('#limits .limit-actions button').click();
    expect(fixture.received).toEqual([]);
    await page.locator('#limits .danger').click();
    expect(await text('#limits .empty', 'No limit')).toContain('No limit is active');
    expect(fixture.received.map(({ method, path, headers }) => [method, path, headers['if-match']])).toEqual([
      ['DELETE', '/api/v1/envelopes/env-1', '"v7"'],
    ]);
  });

  it('says so when the stream is gone, and that the service goes on; then it comes back by itself', async () => {
    await open();
    await page.locator('.strip').waitFor();
    fixture.dropStreams({ refuse: true });
    expect(await text('.connection-banner', 'Connection lost')).toContain('The service goes on controlling');
    fixture.dropStreams({ refuse: false });
    await page.locator('.connection-banner').waitFor({ state: 'detached' });
  });

  it('connects again when an open stream has said nothing for ten seconds', async () => {
    await open({}, { prepare: () => page.clock.install() });
    await page.locator('.strip').waitFor();
    fixture.hush();
    await page.clock.fastForward(SILENCE_MS);
    const deadlineMs = Date.now() + WAIT_MS;
    while (fixture.streamsOpened() < 2 && Date.now() < deadlineMs) await page.waitForTimeout(200);
    expect(fixture.streamsOpened()).toBeGreaterThanOrEqual(2);
  });

  it('shows one connector from decision to measurement, and takes an override and a goal for it', async () => {
    await open();
    await page.locator('.sessions tbody tr').click();
    expect(await text('.drawer .stages', '5.4')).toContain('Setpoint decided5.5 kW');
    expect(await text('.drawer .circuit', 'T1')).toBe('CircuitF1 53 % › T1 76 %');
    const goal = page.locator('.drawer form', { hasText: 'Goal of the driver' });
    await goal.locator('[name=energyKwh]').fill('30');
    await goal.locator('[type=submit]').click();
    expect(await text('.drawer form [role=status]', '3.2')).toBe('Kept, but 3.2 kWh will be missing at departure.');
    const override = page.locator('.drawer section', { hasText: 'Override' });
    await override.locator('[type=submit]').click();
    expect(await text('.drawer [data-field=limitKw] .field-error', 'number')).toContain('Enter a number.');
    await override.locator('[name=limitKw]').fill('3.5');
    await override.locator('[name=reason]').fill('cable is warm');
    await override.locator('select').selectOption('');
    await override.locator('[type=submit]').click();
    expect(await text('.toast', 'Override')).toContain('Override is set.');
    expect(fixture.received.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PUT', '/api/v1/sessions/A01%2377/goal', { energyKwh: 30, departure: '2026-03-02T13:30:00.000Z' }],
      ['POST', '/api/v1/overrides', { connectorId: 'A01/1', limitKw: 3.5, reason: 'cable is warm', end: null }],
    ]);
  });

  it('announces alarms with a word and a sign, not by colour alone', async () => {
    await open();
    await page.locator('.strip').waitFor();
    const alarm = { alarmId: 'a1', kind: 'overcommitted', subject: 'T1', since: '2026-03-02T18:29:00+08:00' };
    fixture.tell({ alarms: [{ ...alarm, severity: 'critical', text: 'T1/kW is 3.0 kW above its limit.' }] });
    expect(await text('.alarms li', '3.0 kW')).toBe('CriticalT1/kW is 3.0 kW above its limit.since 18:29');
    expect(await page.locator('.alarms li svg').count()).toBe(1);
    expect(await page.getAttribute('.alarms', 'aria-live')).toBe('polite');
  });

  it.each([360, 390, 768])('fits on %i px without scrolling sideways, also in its dialogs', async (width) => {
    fixture.announce(envelopeOf({ envelopeId: 'env-1', limitKw: 500 }));
    await open({ viewport: { width, height: 800 } });
    await page.locator('.sessions tbody tr').waitFor();
    const overflow = (): Promise<number> =>
      page.evaluate(() => {
        const dialog = document.querySelector('dialog') ?? document.documentElement;
        return Math.max(document.documentElement.scrollWidth - innerWidth, dialog.scrollWidth - dialog.clientWidth);
      });
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.locator('.sessions tbody tr').click();
    await page.locator('.drawer').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await page.locator('.new-limit').click();
    await page.locator('.dialog').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });

  it('is searched with / and finds by connector, token and circuit', async () => {
    await open();
    await page.locator('.sessions tbody tr').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('4f2a');
    expect(await page.locator('.sessions tbody tr').count()).toBe(1);
    await page.keyboard.type('x');
    expect(await text('#sessions .empty', 'matches')).toContain('No session matches “4f2ax”.');
    await page.keyboard.press('Escape');
    await page.locator('.sessions tbody tr').waitFor();
    await page.keyboard.press('?');
    expect(await text('dialog h2', 'Keyboard')).toBe('Keyboard and help');
  });
});
