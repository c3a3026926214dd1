import { escape } from '@influxdata/influxdb-client';

import { telemetryBounds } from './bounds.ts';
import type { Point } from './port.ts';

/**
 * One point as one line of InfluxDB line protocol with millisecond time, or undefined when nothing of it can be stored
 * (no finite field, no usable time). Names are sorted, as the server wants the tags. Fields are floats, booleans and strings. Texts come
 * back from the server equal to what was written once `%XX` is read back as that byte, see `plain`.
 */
export function lineOf({ measurement, tags, fields, atMs }: Point): string | undefined {
  if (!Number.isFinite(atMs)) return undefined;
  let body = '';
  for (const name of sortedNames(fields)) {
    const value = valueOf(fields[name]);
    if (value !== undefined) body += `${body === '' ? '' : ','}${keyOf(name)}=${value}`;
  }
  if (body === '') return undefined;
  const head = escape.measurement(plain(measurement).replace(/^#/, '%23'));
  return `${head}${tagsOf(tags)} ${body} ${Math.floor(atMs)}`;
}

/** A reading of each connector every few seconds: joined by hand, at a third of what the client's own `Point` costs. */
function tagsOf(tags: Point['tags']): string {
  let text = '';
  for (const name of sortedNames(tags)) {
    const value = tags[name] ?? '';
    if (value !== '') text += `,${keyOf(name)}=${keyOf(value)}`;
  }
  return text;
}

/** Most points are written down in order already. */
function sortedNames(values: Readonly<Record<string, unknown>>): readonly string[] {
  const names = Object.keys(values);
  for (let at = 1; at < names.length; at += 1) if ((names[at - 1] ?? '') > (names[at] ?? '')) return names.sort();
  return names;
}

/** A name of a tag or field, or the value of a tag. */
function keyOf(text: string): string {
  return isPlain(text) ? text : escape.tag(plain(text));
}

function valueOf(value: number | string | boolean | undefined): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (value === undefined) return undefined;
  return isPlain(value) ? `"${value}"` : escape.quoted(plain(value));
}

/** Our own names and nearly all ids: nothing to cut, nothing to escape. */
function isPlain(text: string): boolean {
  return text.length <= telemetryBounds.maxTextLength && PLAIN.test(text);
}
const PLAIN = /^[\w./:#-]*$/;

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
