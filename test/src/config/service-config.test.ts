import { describe, expect, test } from 'vitest';
import { parseServiceConfig, serviceSettings } from '../../../src/config/index.ts';

const nothing = { flags: {}, env: {} };

describe('service configuration', () => {
  test('the defaults', () => {
    expect(parseServiceConfig(nothing)).toEqual({
      host: '127.0.0.1',
      port: 8080,
      dataDir: 'data',
      logLevel: 'info',
      leaseMs: 180_000,
      tickMs: 1_000,
      minSecurityProfile: 0,
      trustedProxies: [],
      mqtt: { host: '127.0.0.1', port: 1883 },
    });
  });

  test('TLS, the authority of stations, the least profile and the proxies', () => {
    const flags = {
      tlsCertFile: 'cert.pem',
      tlsKeyFile: 'key.pem',
      tlsClientCaFile: 'ca.pem',
      stationCaCertFile: 'ca.pem',
      stationCaKeyFile: 'ca.key',
      minSecurityProfile: 2,
      trustedProxies: '10.0.0.1, ::1',
    };
    expect(parseServiceConfig({ flags, env: {} })).toMatchObject({
      tls: { certFile: 'cert.pem', keyFile: 'key.pem', clientCaFile: 'ca.pem', port: 8443 },
      stationCa: { certFile: 'ca.pem', keyFile: 'ca.key' },
      minSecurityProfile: 2,
      trustedProxies: ['10.0.0.1', '::1'],
    });
  });

  test.each([
    [{ tlsCertFile: 'cert.pem' }, '--tls-cert-file: needs --tls-key-file too'],
    [{ tlsClientCaFile: 'ca.pem' }, '--tls-client-ca-file: needs --tls-cert-file too'],
    [{ stationCaKeyFile: 'ca.key' }, '--station-ca-key-file: needs --station-ca-cert-file too'],
    [{ minSecurityProfile: 4 }, '--min-security-profile: must be one of 0, 1, 2, 3, got "4"'],
    [
      { trustedProxies: 'proxy.example' },
      '--trusted-proxies: must be IP addresses, separated by commas, got "proxy.example"',
    ],
  ])('%j is refused', (flags, message) => {
    expect(() => parseServiceConfig({ flags, env: {} })).toThrow(message);
  });

  test('a flag wins over the environment, an empty variable is none, foreign variables are not ours', () => {
    const config = parseServiceConfig({
      flags: { port: '9001', mqttPort: 0, logLevel: undefined, config: 'grid.yaml' },
      env: {
        HEADROOM_PORT: '9000',
        HEADROOM_LOG_LEVEL: 'debug',
        HEADROOM_DATA_DIR: '',
        HEADROOM_LEASE_MS: '60000',
        PORT: 'x',
        PATH: '/bin',
      },
    });
    expect(config).toEqual({
      ...parseServiceConfig(nothing),
      port: 9001,
      logLevel: 'debug',
      leaseMs: 60_000,
      mqtt: { host: '127.0.0.1', port: 0 },
    });
  });

  test('influx and an external broker', () => {
    const { influx, mqtt } = parseServiceConfig({
      flags: { influxUrl: 'http://127.0.0.1:8086', influxBucket: 'site', influxV1Path: '/write?db=site&precision=ms' },
      env: { HEADROOM_INFLUX_TOKEN: 't', HEADROOM_MQTT_URL: 'mqtts://meter:word@broker.example' },
    });
    expect(influx).toEqual({
      url: 'http://127.0.0.1:8086',
      token: 't',
      org: 'headroom',
      bucket: 'site',
      v1Path: '/write?db=site&precision=ms',
    });
    expect(mqtt).toEqual({ url: 'mqtts://meter:word@broker.example' });
  });

  test('every problem is told, with where it came from; secrets are not repeated', () => {
    const parse = () =>
      parseServiceConfig({
        flags: { port: '70000', tickMs: '1s', influxUrl: 'ftp://user:word@host', influxToken: 'on the command line' },
        env: { HEADROOM_LEASE_MS: '5', HEADROOM_LOG_LEVEL: 'loud', HEADROOM_PROT: '1', HEADROOM_MQTT_URL: 'broker' },
      });
    expect(parse).toThrow(
      new Error(
        [
          'HEADROOM_PROT: there is no such setting',
          '--port: must be at most 65535, got "70000"',
          'HEADROOM_LOG_LEVEL: must be one of debug, info, warn, error, got "loud"',
          '--influx-url: must be a URL that begins with http:// or https://',
          'HEADROOM_MQTT_URL: must be a URL that begins with mqtt:// or mqtts://',
          'HEADROOM_LEASE_MS: must be at least 60000, got "5"',
          '--tick-ms: must be a whole number, got "1s"',
        ].join('\n'),
      ),
    );
  });

  test('every setting has a name for the environment and a help text; the token has no flag', () => {
    expect(serviceSettings.filter(({ flag }) => flag === undefined).map(({ env }) => env)).toEqual([
      'HEADROOM_INFLUX_TOKEN',
    ]);
    expect(serviceSettings.find(({ name }) => name === 'influxV1Path')).toMatchObject({
      env: 'HEADROOM_INFLUX_V1_PATH',
      flag: '--influx-v1-path <value>',
    });
    for (const { help, env } of serviceSettings) expect([env, help.length > 10]).toEqual([env, true]);
  });
});
