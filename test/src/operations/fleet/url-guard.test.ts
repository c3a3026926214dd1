import { expect, it } from 'vitest';
import { urlProblem } from '../../../../src/operations/fleet/url-guard.ts';

const rules = {
  urlAllowList: ['https://fw.example/acme', 'sftp://10.0.0.7/logs/', 'https://fw.example:8443/'],
  allowUrlCredentials: false,
};

it.each([
  'https://fw.example/acme/2.4.1.bin',
  'https://FW.example:443/acme/a?b=c',
  'https://fw.example:8443/anything',
  'sftp://10.0.0.7/logs/A07.zip',
  'sftp://0x0a.7/logs/A07.zip',
])('%s passes', (url) => {
  expect(urlProblem(url, rules)).toBeUndefined();
});

it.each([
  ['http://169.254.169.254/latest/meta-data/', /must begin with/],
  ['https://169.254.169.254/latest/meta-data/', /not below/],
  ['file:///etc/passwd', /must begin with/],
  ['ftp://fw.example/acme/x', /must begin with/],
  ['ftps://fw.example/acme/x', /not below/],
  ['https://u:p@fw.example/acme/x', /user or a password/],
  ['sftp://u:p@10.0.0.7/logs/x', /user or a password/],
  ['https://fw.example@evil.example/acme/x', /user or a password/],
  ['https://127.0.0.1/acme/x', /not below/],
  ['https://0x7f.1/acme/x', /not below/],
  ['https://2130706433/acme/x', /not below/],
  ['https://[::1]/acme/x', /not below/],
  ['https://[::ffff:127.0.0.1]/acme/x', /not below/],
  ['https://localhost/acme/x', /not below/],
  ['https://fw.example./acme/x', /not below/],
  ['https://fw.example.evil.example/acme/x', /not below/],
  ['https://fw.example:444/acme/x', /not below/],
  ['https://fw.example/acmee/x', /not below/],
  ['https://fw.example/acme/../other/x', /not below/],
  ['https://fw.example/acme/%2e%2e/other/x', /not below/],
  ['https://fw.example/acme/..%2fother/x', /coded slashes/],
  ['https://fw.example\\@evil.example/acme', /backslashes/],
  ['https://fw.example/acme/x\ny', /spaces/],
  ['https://fw.example/acme/x#y', /fragment/],
  ['https://', /not a URL/],
  ['', /must begin with/],
  [`https://fw.example/acme/${'a'.repeat(512)}`, /at most 512/],
])('%s is refused', (url, why) => {
  expect(urlProblem(url, rules)).toMatch(why);
});

it('an empty list refuses everything and says where it stands; users and passwords only where the site says so', () => {
  const none = { urlAllowList: [], allowUrlCredentials: false };
  expect(urlProblem('https://fw.example/x', none)).toBe(
    'is refused: the grid file lists no address in fleet.urlAllowList',
  );
  expect(urlProblem('https://u:p@fw.example/acme/x', { ...rules, allowUrlCredentials: true })).toBeUndefined();
});
