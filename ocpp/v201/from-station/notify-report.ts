import type { Connection } from '../../adapter.ts';
import type { RequestV201, V201 } from '../../protocol/index.ts';
import { nameOf } from '../to-station/variable-name.ts';
import { tellReport } from './report-part.ts';

/** 2.0.1 B07, B08: the variables that an operator asked for, in parts of up to 32 kB. */
export function notifyReport(
  connection: Connection,
  { requestId, reportData = [], ...rest }: RequestV201<'NotifyReport'>,
): Readonly<Record<string, never>> {
  return tellReport(connection, { report: 'variables', requestId, items: reportData.map(settingOf) }, rest);
}

/** As `read-settings` tells a variable. Its present value, else its target; write-only ones have none. */
function settingOf({ component, variable, variableAttribute }: V201.ReportDataType): {
  readonly name: string;
  readonly value?: string;
  readonly readonly: boolean;
} {
  const attribute = variableAttribute.find(({ type = 'Actual' }) => type === 'Actual') ?? variableAttribute[0];
  return {
    name: nameOf({ component, variable }),
    ...(attribute?.value === undefined ? {} : { value: attribute.value }),
    readonly: attribute?.mutability === 'ReadOnly' || attribute?.constant === true,
  };
}
