/** Every topic begins with it; v1 changes when a payload changes its meaning. */
export const TOPIC_ROOT = 'headroom/v1/';

/** What meters publish on. */
export const METER_FILTER = `${TOPIC_ROOT}nodes/+/meter`;

/** What sources of limits publish on to show that they are alive. */
export const HEARTBEAT_FILTER = `${TOPIC_ROOT}sources/+/heartbeat`;

const METER_TOPIC = /^headroom\/v1\/nodes\/([^/]+)\/meter$/;
const HEARTBEAT_TOPIC = /^headroom\/v1\/sources\/([^/]+)\/heartbeat$/;

/** The node of a meter topic, or undefined. */
export function nodeOfMeterTopic(topic: string): string | undefined {
  return METER_TOPIC.exec(topic)?.[1];
}

/** The source of a heartbeat topic, or undefined. */
export function sourceOfHeartbeatTopic(topic: string): string | undefined {
  return HEARTBEAT_TOPIC.exec(topic)?.[1];
}
