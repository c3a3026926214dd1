import type { Role } from '../store/index.ts';

/** What a request needs. */
export type Permission =
  | 'read'
  | 'audit'
  | 'goal'
  | 'override'
  | 'command'
  | 'envelope'
  | 'configure'
  | 'station'
  | 'raw-call'
  | 'api-key';

/**
 * Who may do what. A researcher reads; simulations run from the command line and need no key of a live site.
 */
export const permissions: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['read'],
  researcher: ['read'],
  operator: ['read', 'audit', 'goal', 'override', 'command'],
  dispatcher: ['read', 'audit', 'goal', 'override', 'command', 'envelope', 'configure'],
  admin: ['read', 'audit', 'goal', 'override', 'command', 'envelope', 'configure', 'station', 'raw-call', 'api-key'],
};

export function may(role: Role, permission: Permission): boolean {
  return permissions[role].includes(permission);
}
