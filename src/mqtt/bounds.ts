/** Every bound of the MQTT side, with its reason. */
export const mqttBounds = {
  /** A meter message is about 100 bytes; larger ones are not for us. */
  payloadBytes: 4_096,
  /** Largest MQTT packet that is taken off the wire at all (payload, topic of up to 64 kB, properties). */
  packetBytes: 131_072,
  /** `headroom/v1/nodes/{id}/meter` has five levels. */
  topicLevels: 16,
  /** A reading whose own time is further from ours is a stored one, or its clock is wrong: in both cases it does not tell about now. */
  readingAgeMs: 30_000,
  /** One log line a topic in this time; the rest is counted. */
  logEveryMs: 60_000,
  /** Topics with an own log line; beyond it they share one, so that made-up topics cost no memory. */
  loggedTopics: 1_000,
  /** Topics whose latest state is kept for a broker that comes back. */
  stateTopics: 20_000,
  /** A broker that has not taken this much is stuck: further states are dropped until it has. */
  unsentBytes: 1_048_576,
  /** Between tries to reach the broker, or to listen. */
  retryMs: 2_000,
  /** A TCP connection without an answer. */
  connectTimeoutMs: 5_000,
  /** A silent broker is noticed after 1.5 times this. */
  keepaliveS: 15,
  /** Clients of the embedded broker: every node's meter and a few onlookers. */
  brokerClients: 1_000,
} as const;

/** Largest magnitude of a node's power that is believed, kW (10 GW). */
export const LARGEST_POWER_KW = 10_000_000;
