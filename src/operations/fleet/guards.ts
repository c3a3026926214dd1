import { FORBIDDEN_CALLS } from '../../../ocpp/index.ts';
import type { FieldError } from '../result.ts';
import type { FleetCommand } from './order.ts';
import { settingProblem } from './settings-guard.ts';
import { urlProblem, type UrlRules } from './url-guard.ts';

export type FleetRules = UrlRules & {
  /** 1.6 without the security whitepaper knows no other. */
  readonly allowUnsignedFirmware: boolean;
};

/** What an absent `fleet` in the grid file means. */
export const STRICT_RULES: FleetRules = { urlAllowList: [], allowUrlCredentials: false, allowUnsignedFirmware: false };

/** Messages that have a kind of their own with its own guards, or that another part of the service keeps an account of. */
const INSTEAD_OF_CALL: ReadonlyMap<string, string> = new Map([
  ['Reset', 'use the kind reset'],
  ['ChangeAvailability', 'use the kind change-availability'],
  ['UnlockConnector', 'use the kind unlock-connector'],
  ['RemoteStartTransaction', 'use the kind remote-start'],
  ['RequestStartTransaction', 'use the kind remote-start'],
  ['RemoteStopTransaction', 'use the kind remote-stop'],
  ['RequestStopTransaction', 'use the kind remote-stop'],
  ['ChangeConfiguration', 'use the kind write-settings'],
  ['SetVariables', 'use the kind write-settings'],
  ['UpdateFirmware', 'use the kind update-firmware'],
  ['SignedUpdateFirmware', 'use the kind update-firmware'],
  ['GetDiagnostics', 'use the kind get-log'],
  ['GetLog', 'use the kind get-log'],
  ['InstallCertificate', 'use the kind install-certificate'],
  ['DeleteCertificate', 'use the kind delete-certificate'],
  ['CertificateSigned', 'certificates of stations are signed when they ask'],
  ['SendLocalList', 'local lists have versions that are kept'],
  ['ReserveNow', 'reservations are kept'],
  ['CancelReservation', 'reservations are kept'],
  ['SetNetworkProfile', 'it sends the station to another central system'],
  ['DataTransfer', 'use the kind data-transfer'],
]);

/** Everything that is wrong with a command before anyone is asked, with pointers into the body. Nothing is sent then. */
export function commandProblems(command: FleetCommand, rules: FleetRules): readonly FieldError[] {
  switch (command.kind) {
    case 'write-settings':
      return command.values.flatMap(({ name }, index) =>
        problem(`/command/values/${index}/name`, settingProblem(name)),
      );
    case 'update-firmware':
      return [
        ...problem('/command/location', urlProblem(command.location, rules)),
        ...(command.signed === undefined && !rules.allowUnsignedFirmware
          ? [
              {
                pointer: '/command/signed',
                detail: 'is needed: unsigned firmware is refused (fleet.allowUnsignedFirmware)',
              },
            ]
          : []),
      ];
    case 'get-log':
      return problem('/command/location', urlProblem(command.location, rules));
    case 'call':
      return callProblems(command, rules);
    case 'data-transfer':
      return urlsIn(command.data ?? null, '/command/data', rules);
    default:
      return [];
  }
}

function callProblems(
  { action, payload }: Extract<FleetCommand, { kind: 'call' }>,
  rules: FleetRules,
): readonly FieldError[] {
  if (FORBIDDEN_CALLS.has(action))
    return [{ pointer: '/command/action', detail: 'would change charging behind the ledger' }];
  const instead = INSTEAD_OF_CALL.get(action);
  if (instead !== undefined) return [{ pointer: '/command/action', detail: `is no raw call: ${instead}` }];
  const { location } = payload;
  return [
    ...urlsIn(payload, '/command/payload', rules),
    // PublishFirmware: an address whatever it looks like.
    ...(typeof location === 'string' && !LOOKS_LIKE_URL.test(location)
      ? problem('/command/payload/location', urlProblem(location, rules))
      : []),
  ];
}

const MOST_LEVELS = 20;
/** Some clients take `ftp:/host` and `https:\\host` for an address too. */
const LOOKS_LIKE_URL = /:[/\\]/;

/** Addresses anywhere in a raw message are held to the same list. */
function urlsIn(value: unknown, pointer: string, rules: FleetRules): readonly FieldError[] {
  if (typeof value === 'string') return LOOKS_LIKE_URL.test(value) ? problem(pointer, urlProblem(value, rules)) : [];
  if (typeof value !== 'object' || value === null) return [];
  if (pointer.split('/').length > MOST_LEVELS) return [{ pointer: '/command', detail: 'is nested too deeply' }];
  return Object.entries(value).flatMap(([field, inner]: [string, unknown]) =>
    urlsIn(inner, `${pointer}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`, rules),
  );
}

function problem(pointer: string, detail: string | undefined): readonly FieldError[] {
  return detail === undefined ? [] : [{ pointer, detail }];
}
