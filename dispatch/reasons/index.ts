export { connectorReason, slotAt, type ConnectorPrice, type ConnectorReason } from './connector-reason.ts';
export { bindingRows, nodeUsers, type BindingRow, type NodeUsage, type NodeUser } from './node-usage.ts';
export * from './reason-text.ts';
