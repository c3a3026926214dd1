import type { Connection } from '../../adapter.ts';
import type { RequestV201 } from '../../protocol/index.ts';
import { nameOf } from '../to-station/variable-name.ts';
import { tellReport } from './report-part.ts';

/** 2.0.1 N02: the monitors that an operator asked for. */
export function notifyMonitoringReport(
  connection: Connection,
  { requestId, monitor = [], ...rest }: RequestV201<'NotifyMonitoringReport'>,
): Readonly<Record<string, never>> {
  const items = monitor.map(({ component, variable, variableMonitoring }) => ({
    name: nameOf({ component, variable }),
    monitors: variableMonitoring,
  }));
  return tellReport(connection, { report: 'monitors', requestId, items }, rest);
}
