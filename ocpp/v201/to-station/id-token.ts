import type { V201 } from '../../protocol/index.ts';
import type { IdToken } from '../../station-commands.ts';

/** 2.0.1 IdTokenType. In 2.1 the type is free text; the schema of the connection's version decides when it is sent. */
export function idTokenOf({ idToken, type = 'ISO14443' }: Pick<IdToken, 'idToken' | 'type'>): V201.IdTokenType {
  return { idToken, type: type as V201.IdTokenType['type'] };
}

/** The group of a token (GroupId), which has the type of what the central system hands out. */
export function groupTokenOf({ groupIdToken }: IdToken): { readonly groupIdToken?: V201.IdTokenType } {
  return groupIdToken === undefined ? {} : { groupIdToken: { idToken: groupIdToken, type: 'Central' } };
}
