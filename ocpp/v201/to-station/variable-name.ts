import type { V201 } from '../../protocol/index.ts';

/** Where a variable lives (2.0.1 part 1, chapter 4). */
export type VariableAddress = { readonly component: V201.ComponentType; readonly variable: V201.VariableType };

const NAME =
  /^(?<component>[^.[\]#]{1,50})(?:\[(?<componentInstance>[^\]]{1,50})\])?(?:#(?<evse>\d{1,4})(?:-(?<connector>\d{1,4}))?)?\.(?<variable>[^.[\]#]{1,50})(?:\[(?<variableInstance>[^\]]{1,50})\])?$/;

/**
 * `Component.Variable`, with instances in brackets and the EVSE (and its connector) behind `#`, e.g.
 * `SmartChargingCtrlr.RateUnit`, `Connector#1-1.AvailabilityState`, `OCPPCommCtrlr.MessageTimeout[Default]`. undefined = no such name.
 */
export function addressOf(name: string): VariableAddress | undefined {
  const parts = NAME.exec(name)?.groups;
  if (parts === undefined) return undefined;
  const { component = '', componentInstance, evse, connector, variable = '', variableInstance } = parts;
  return {
    component: {
      name: component,
      ...(componentInstance === undefined ? {} : { instance: componentInstance }),
      ...(evse === undefined
        ? {}
        : { evse: { id: Number(evse), ...(connector === undefined ? {} : { connectorId: Number(connector) }) } }),
    },
    variable: { name: variable, ...(variableInstance === undefined ? {} : { instance: variableInstance }) },
  };
}

/** The inverse of `addressOf`. */
export function nameOf({ component, variable }: VariableAddress): string {
  const { name, instance, evse } = component;
  const where = evse === undefined ? '' : `#${evse.id}${evse.connectorId === undefined ? '' : `-${evse.connectorId}`}`;
  return `${name}${bracketed(instance)}${where}.${variable.name}${bracketed(variable.instance)}`;
}

/** By what answers are found again: names are compared without case (2.0.1 part 2, ComponentType and VariableType), and stations spell them their own way. */
export function keyOf(address: VariableAddress): string {
  return nameOf(address).toLowerCase();
}

function bracketed(instance: string | undefined): string {
  return instance === undefined ? '' : `[${instance}]`;
}
