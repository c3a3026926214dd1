import { createHash } from 'node:crypto';
import type { Role } from './port.ts';

/** A new key for the REST API: `hr_<initial of the role>_<256 random bits, base64url>`. Shown once; only its hash is stored. */
export function newApiKey(role: Role, randomBytes: (count: number) => Buffer): string {
  return `hr_${role.charAt(0)}_${randomBytes(32).toString('base64url')}`;
}

/** What is stored and looked up: sha256, hex. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
