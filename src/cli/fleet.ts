import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Client } from './client.ts';

/** How a remote command is made and prints; see `remote.ts`. */
export type RemoteKit<Flags> = {
  readonly remote: (command: Command) => Command;
  readonly clientOf: (flags: Flags) => Client;
  readonly print: (flags: Flags, answer: unknown, lines: () => readonly string[]) => void;
};

type Flags = { readonly url: string; readonly key?: string; readonly json?: boolean };
type Order = Flags & { readonly reason: string; readonly waitSeconds?: string };

/** `station reset|unlock|availability|trigger|settings|log|firmware|withdraw-certificate`, `commands` and `wire-log`: thin callers of the REST API. */
export function addFleetCommands(
  { program, station }: { readonly program: Command; readonly station: Command },
  kit: RemoteKit<Flags>,
): void {
  const { remote, clientOf, print } = kit;
  const ordering = (name: string, description: string): Command =>
    remote(station.command(name).description(description))
      .argument('<id>', 'station, or connector as A07/1')
      .option('--reason <text>', 'for people and the audit', 'asked for from the command line')
      .option('--wait-seconds <n>', 'how long to wait for a station that is not connected');
  const order = async (id: string, command: object, flags: Order): Promise<void> => {
    const answer = await clientOf(flags).send('POST', '/api/v1/commands', {
      command,
      scope: id.includes('/') ? { connectorIds: [id] } : { stationIds: [id] },
      reason: flags.reason,
      ...(flags.waitSeconds === undefined ? {} : { waitForConnectionS: Number(flags.waitSeconds) }),
    });
    const { commandId } = answer as { readonly commandId: string };
    print(flags, answer, () => [`${commandId}: under way; see headroom commands ${commandId}`]);
  };

  ordering('reset', 'restart a station')
    .option('--mode <mode>', 'soft, hard or when-idle', 'soft')
    .action((id: string, flags: Order & { mode: string }) => order(id, { kind: 'reset', mode: flags.mode }, flags));
  ordering('unlock', 'unlock the cable of a connector').action((id: string, flags: Order) =>
    order(id, { kind: 'unlock-connector' }, flags),
  );
  ordering('availability', 'take it in or out of service for new cars')
    .argument('<state>', 'operative or inoperative')
    .action((id: string, state: string, flags: Order) => {
      if (state !== 'operative' && state !== 'inoperative')
        throw new Error(`<state>: must be operative or inoperative, got ${JSON.stringify(state)}`);
      return order(id, { kind: 'change-availability', operative: state === 'operative' }, flags);
    });
  ordering('trigger', 'have it send a message now')
    .argument('<message>', 'boot, heartbeat, status, meter ...')
    .action((id: string, message: string, flags: Order) => order(id, { kind: 'trigger', message }, flags));
  ordering('settings', 'read settings, or write those given as NAME=VALUE')
    .argument('[names...]')
    .action((id: string, names: readonly string[], flags: Order) => order(id, settingsCommand(names), flags));
  ordering('log', 'have it upload its log')
    .argument('<url>', 'below an address of fleet.urlAllowList')
    .option('--security', 'the security log instead of diagnostics')
    .action((id: string, location: string, flags: Order & { security?: boolean }) =>
      order(id, { kind: 'get-log', log: flags.security === true ? 'security' : 'diagnostics', location }, flags),
    );
  ordering('firmware', 'have it fetch and install firmware')
    .argument('<url>', 'below an address of fleet.urlAllowList')
    .option('--signing-certificate <file>', 'PEM of the certificate that signed it; together with --signature')
    .option('--signature <text>', 'base64; needed unless the grid file allows unsigned firmware')
    .option('--install-at <time>', 'RFC 3339; default: once it is fetched')
    .addHelpText(
      'after',
      '\nExample: headroom station firmware A07 https://fw.example/acme/2.4.bin --signing-certificate acme.pem --signature MEUCIQ...',
    )
    .action((id: string, location: string, flags: Order & FirmwareFlags) =>
      order(id, firmwareCommand(location, flags), flags),
    );
  addCertificateWithdrawal(station, kit);

  remote(program.command('commands').description('commands to stations, or the progress of one'))
    .argument('[commandId]')
    .option('--stop', 'stop it: what was not sent stays so')
    .action(async (id: string | undefined, flags: Flags & { stop?: boolean }) => {
      const client = clientOf(flags);
      if (id === undefined) {
        const page = await client.get('/api/v1/commands');
        print(flags, page, () => (page as { items: readonly Summary[] }).items.map(summaryLine));
        return;
      }
      const path = `/api/v1/commands/${encodeURIComponent(id)}`;
      const one = flags.stop === true ? await client.send('DELETE', path) : await client.get(`${path}?limit=500`);
      print(flags, one, () => progressLines(one as Progress));
    });

  remote(program.command('wire-log').description('the last messages between a station and the service'))
    .argument('<stationId>')
    .option('--action <name>', 'only this message and its answers')
    .option('--direction <in|out>', 'in = from the station')
    .option('--limit <n>', 'the newest so many')
    .action(
      async (
        stationId: string,
        flags: Flags & Readonly<Record<'action' | 'direction' | 'limit', string | undefined>>,
      ) => {
        const query = new URLSearchParams();
        for (const name of ['action', 'direction', 'limit'] as const) {
          const value = flags[name];
          if (value !== undefined) query.set(name, value);
        }
        const log = await clientOf(flags).get(`/api/v1/stations/${encodeURIComponent(stationId)}/wire-log?${query}`);
        print(flags, log, () => (log as { items: readonly Frame[] }).items.map(frameLine));
      },
    );
}

function addCertificateWithdrawal(station: Command, { remote, clientOf, print }: RemoteKit<Flags>): void {
  remote(station.command('withdraw-certificate').description('let a certificate of a station in no more, for ever'))
    .argument('<stationId>')
    .option('--serial-number <hex>', 'default: of the certificate that it showed last')
    .addHelpText('after', '\nExample: headroom station withdraw-certificate A07 --serial-number 4F1D0C5B')
    .action(async (stationId: string, flags: Flags & { serialNumber?: string }) => {
      const { serialNumber } = flags;
      const path = `/api/v1/stations/${encodeURIComponent(stationId)}/certificate-withdrawals`;
      const answer = await clientOf(flags).send('POST', path, serialNumber === undefined ? {} : { serialNumber });
      const withdrawn = answer as { readonly serialNumber: string };
      print(flags, answer, () => [`${stationId}: certificate ${withdrawn.serialNumber} withdrawn`]);
    });
}

type FirmwareFlags = {
  readonly signingCertificate?: string;
  readonly signature?: string;
  readonly installAt?: string;
};

function firmwareCommand(location: string, { signingCertificate, signature, installAt }: FirmwareFlags): object {
  if ((signingCertificate === undefined) !== (signature === undefined))
    throw new Error('firmware: --signing-certificate and --signature belong together');
  return {
    kind: 'update-firmware',
    location,
    ...(installAt === undefined ? {} : { installAt }),
    ...(signingCertificate === undefined
      ? {}
      : { signed: { signingCertificate: readFileSync(signingCertificate, 'utf8'), signature } }),
  };
}

function settingsCommand(names: readonly string[]): object {
  const values = names.filter((name) => name.includes('='));
  if (values.length === 0) return { kind: 'read-settings', ...(names.length === 0 ? {} : { names }) };
  if (values.length < names.length) throw new Error('settings: either names to read, or NAME=VALUE to write, not both');
  return {
    kind: 'write-settings',
    values: values.map((pair) => ({
      name: pair.slice(0, pair.indexOf('=')),
      value: pair.slice(pair.indexOf('=') + 1),
    })),
  };
}

type Summary = {
  readonly commandId: string;
  readonly status: string;
  readonly kind: string;
  readonly recipients: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly reason: string;
};
type Progress = Summary & {
  readonly items: readonly {
    readonly stationId: string;
    readonly connectorId?: string;
    readonly state: string;
    readonly detail?: string;
    readonly result?: unknown;
  }[];
};
type Frame = {
  readonly at: string;
  readonly direction: string;
  readonly type: string;
  readonly action?: string;
  readonly errorCode?: string;
  readonly payload?: unknown;
};

function summaryLine({ commandId, status, kind, recipients, createdAt, createdBy, reason }: Summary): string {
  return `${commandId}  ${status}  ${kind} to ${recipients}  ${createdAt} by ${createdBy}  ${reason}`;
}

function progressLines(one: Progress): readonly string[] {
  return [
    summaryLine(one),
    ...one.items.map(({ stationId, connectorId, state, detail, result }) =>
      [`  ${connectorId ?? stationId}  ${state}`, detail ?? '', result === undefined ? '' : JSON.stringify(result)]
        .filter((part) => part !== '')
        .join('  '),
    ),
  ];
}

function frameLine({ at, direction, type, action, errorCode, payload }: Frame): string {
  const arrow = direction === 'in' ? '<-' : '->';
  return `${at} ${arrow} ${type} ${action ?? ''} ${errorCode ?? ''} ${payload === undefined ? '' : JSON.stringify(payload)}`.replaceAll(
    / +/g,
    ' ',
  );
}
