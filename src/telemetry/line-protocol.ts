import { Point as InfluxPoint } from '@influxdata/influxdb-client';

import { telemetryBounds } from './bounds.ts';
import type { Point } from './port.ts';

/**
 * One point as one line of InfluxDB line protocol with millisecond time, or undefined when nothing of it can be stored
 * (no finite field, no usable time). Fields are floats, booleans and strings. Texts come back from the server equal to
 * what was written once `%XX` is read back as that byte, see `plain`.
 */
export function lineOf(point: Point): string | undefined {
  if (!Number.isFinite(point.atMs)) return undefined;
  const line = new InfluxPoint(plain(point.measurement).replace(/^#/, '%23')).timestamp(point.atMs);
  for (const [name, value] of Object.entries(point.tags)) line.tag(plain(name), plain(value));
  for (const [name, value] of Object.entries(point.fields)) setField(line, plain(name), value);
  return line.toLineProtocol({ convertTime: () => String(Math.floor(point.atMs)) });
}

function setField(line: InfluxPoint, name: string, value: number | string | boolean | undefined): void {
  if (typeof value === 'boolean') line.booleanField(name, value);
  else if (typeof value === 'string') line.stringField(name, plain(value));
  else if (value !== undefined && Number.isFinite(value)) line.floatField(name, value);
}

/**
 * Line protocol has no form for a line break in a name or tag, and none for a backslash before a comma, a space or the end: the client
 * leaves both to its caller, and VictoriaMetrics cuts a line even inside a quoted text. So control characters and the backslash go
 * as `%XX`, and so does a `%` that would read as one.
 */
function plain(text: string): string {
  const cut = text.length > telemetryBounds.maxTextLength ? `${text.slice(0, telemetryBounds.maxTextLength)}…` : text;
  return UNSAFE.test(cut) ? cut.replace(UNSAFE_ALL, percent) : cut;
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNSAFE = /[\u0000-\u001f\u007f\\]|%(?=[0-9A-Fa-f]{2})/;
const UNSAFE_ALL = new RegExp(UNSAFE, 'g');

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
