import { operator } from './v16-operator.ts';
import type { Transcript } from './transcript.ts';

/** Certificates, firmware, logs. */
export const UPKEEP: readonly Transcript[] = [
  operator({
    about: 'CertificateSigned',
    title: 'accepted',
    command: { kind: 'certificate-signed', chainPem: 'PEM' },
    calls: [{ action: 'CertificateSigned', request: { certificateChain: 'PEM' }, response: { status: 'Accepted' } }],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'CertificateSigned',
    title: 'refused',
    command: { kind: 'certificate-signed', chainPem: 'PEM' },
    calls: [{ action: 'CertificateSigned', request: { certificateChain: 'PEM' }, response: { status: 'Rejected' } }],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'DeleteCertificate',
    title: 'accepted',
    command: {
      kind: 'delete-certificate',
      hash: { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '01' },
    },
    calls: [
      {
        action: 'DeleteCertificate',
        request: {
          certificateHashData: {
            hashAlgorithm: 'SHA256',
            issuerNameHash: 'aa',
            issuerKeyHash: 'bb',
            serialNumber: '01',
          },
        },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'DeleteCertificate',
    title: 'refused',
    command: {
      kind: 'delete-certificate',
      hash: { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '01' },
    },
    calls: [
      {
        action: 'DeleteCertificate',
        request: {
          certificateHashData: {
            hashAlgorithm: 'SHA256',
            issuerNameHash: 'aa',
            issuerKeyHash: 'bb',
            serialNumber: '01',
          },
        },
        response: { status: 'NotFound' },
      },
    ],
    answer: { status: 'rejected', detail: 'NotFound' },
  }),
  operator({
    about: 'GetLog',
    title: 'accepted',
    command: {
      kind: 'get-log',
      requestId: 7,
      log: 'diagnostics',
      location: 'https://files.example/a',
      oldestMs: Date.UTC(2025, 2, 4, 6, 0, 0),
    },
    calls: [
      {
        action: 'GetLog',
        request: {
          log: { remoteLocation: 'https://files.example/a', oldestTimestamp: '2025-03-04T06:00:00Z' },
          logType: 'DiagnosticsLog',
          requestId: 7,
        },
        response: { status: 'Accepted', filename: 'f' },
      },
    ],
    answer: { status: 'accepted', result: { fileName: 'f' } },
  }),
  operator({
    about: 'GetLog',
    title: 'refused',
    command: {
      kind: 'get-log',
      requestId: 7,
      log: 'diagnostics',
      location: 'https://files.example/a',
      oldestMs: Date.UTC(2025, 2, 4, 6, 0, 0),
    },
    calls: [
      {
        action: 'GetLog',
        request: {
          log: { remoteLocation: 'https://files.example/a', oldestTimestamp: '2025-03-04T06:00:00Z' },
          logType: 'DiagnosticsLog',
          requestId: 7,
        },
        response: { status: 'Rejected' },
      },
    ],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'GetDiagnostics',
    title: 'where GetLog is not known',
    command: {
      kind: 'get-log',
      requestId: 7,
      log: 'diagnostics',
      location: 'https://files.example/a',
      oldestMs: Date.UTC(2025, 2, 4, 6, 0, 0),
    },
    calls: [
      {
        action: 'GetLog',
        request: {
          log: { remoteLocation: 'https://files.example/a', oldestTimestamp: '2025-03-04T06:00:00Z' },
          logType: 'DiagnosticsLog',
          requestId: 7,
        },
        response: { error: 'NotSupported' },
      },
      {
        action: 'GetDiagnostics',
        request: { location: 'https://files.example/a', startTime: '2025-03-04T06:00:00Z' },
        response: { fileName: 'f' },
      },
    ],
    answer: { status: 'accepted', result: { fileName: 'f' } },
  }),
  operator({
    about: 'GetDiagnostics',
    title: 'nothing to upload',
    command: {
      kind: 'get-log',
      requestId: 7,
      log: 'diagnostics',
      location: 'https://files.example/a',
      oldestMs: Date.UTC(2025, 2, 4, 6, 0, 0),
    },
    calls: [
      {
        action: 'GetLog',
        request: {
          log: { remoteLocation: 'https://files.example/a', oldestTimestamp: '2025-03-04T06:00:00Z' },
          logType: 'DiagnosticsLog',
          requestId: 7,
        },
        response: { error: 'NotSupported' },
      },
      {
        action: 'GetDiagnostics',
        request: { location: 'https://files.example/a', startTime: '2025-03-04T06:00:00Z' },
        response: {},
      },
    ],
    answer: { status: 'rejected', detail: 'no diagnostics' },
  }),
  operator({
    about: 'GetInstalledCertificateIds',
    title: 'one found',
    command: { kind: 'list-certificates', use: 'central-system' },
    calls: [
      {
        action: 'GetInstalledCertificateIds',
        request: { certificateType: 'CentralSystemRootCertificate' },
        response: {
          status: 'Accepted',
          certificateHashData: [
            { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '01' },
          ],
        },
      },
    ],
    answer: {
      status: 'accepted',
      result: {
        certificates: [
          {
            use: 'central-system',
            hash: { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '01' },
          },
        ],
      },
    },
  }),
  operator({
    about: 'GetInstalledCertificateIds',
    title: 'none found',
    command: { kind: 'list-certificates', use: 'manufacturer' },
    calls: [
      {
        action: 'GetInstalledCertificateIds',
        request: { certificateType: 'ManufacturerRootCertificate' },
        response: { status: 'NotFound' },
      },
    ],
    answer: { status: 'accepted', result: { certificates: [] } },
  }),
  operator({
    about: 'InstallCertificate',
    title: 'accepted',
    command: { kind: 'install-certificate', use: 'manufacturer', pem: 'PEM' },
    calls: [
      {
        action: 'InstallCertificate',
        request: { certificateType: 'ManufacturerRootCertificate', certificate: 'PEM' },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'InstallCertificate',
    title: 'refused',
    command: { kind: 'install-certificate', use: 'manufacturer', pem: 'PEM' },
    calls: [
      {
        action: 'InstallCertificate',
        request: { certificateType: 'ManufacturerRootCertificate', certificate: 'PEM' },
        response: { status: 'Failed' },
      },
    ],
    answer: { status: 'rejected', detail: 'Failed' },
  }),
  operator({
    about: 'SignedUpdateFirmware',
    title: 'accepted',
    command: {
      kind: 'update-firmware',
      requestId: 8,
      location: 'https://files.example/a',
      retrieveAtMs: Date.UTC(2025, 2, 4, 6, 0, 0),
      signed: { signingCertificate: 'PEM', signature: 'c2ln' },
    },
    calls: [
      {
        action: 'SignedUpdateFirmware',
        request: {
          requestId: 8,
          firmware: {
            location: 'https://files.example/a',
            retrieveDateTime: '2025-03-04T06:00:00Z',
            signingCertificate: 'PEM',
            signature: 'c2ln',
          },
        },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'SignedUpdateFirmware',
    title: 'refused',
    command: {
      kind: 'update-firmware',
      requestId: 8,
      location: 'https://files.example/a',
      retrieveAtMs: Date.UTC(2025, 2, 4, 6, 0, 0),
      signed: { signingCertificate: 'PEM', signature: 'c2ln' },
    },
    calls: [
      {
        action: 'SignedUpdateFirmware',
        request: {
          requestId: 8,
          firmware: {
            location: 'https://files.example/a',
            retrieveDateTime: '2025-03-04T06:00:00Z',
            signingCertificate: 'PEM',
            signature: 'c2ln',
          },
        },
        response: { status: 'InvalidCertificate' },
      },
    ],
    answer: { status: 'rejected', detail: 'InvalidCertificate' },
  }),
  operator({
    about: 'UpdateFirmware',
    title: 'unsigned',
    command: {
      kind: 'update-firmware',
      requestId: 8,
      location: 'https://files.example/a',
      retrieveAtMs: Date.UTC(2025, 2, 4, 6, 0, 0),
    },
    calls: [
      {
        action: 'UpdateFirmware',
        request: { location: 'https://files.example/a', retrieveDate: '2025-03-04T06:00:00Z' },
        response: {},
      },
    ],
    answer: { status: 'accepted' },
  }),
];
