/** Every topic begins with it; v1 changes when a payload changes its meaning. */
export const TOPIC_ROOT = 'headroom/v1/';

/** What meters publish on. */
export const METER_FILTER = `${TOPIC_ROOT}nodes/+/meter`;

const METER_TOPIC = /^headroom\/v1\/nodes\/([^/]+)\/meter$/;

/** The node of a meter topic, or undefined. */
export function nodeOfMeterTopic(topic: string): string | undefined {
  return METER_TOPIC.exec(topic)?.[1];
}
