import type { ComponentChildren } from 'preact';
import type { StationDetail } from '../../fleet-types.ts';
import type { Connector, Station } from '../../types.ts';
import { useUi } from '../../ui.ts';
import { Icon } from '../icon.tsx';

/** A renewal takes days where people have to act. */
const SOON_MS = 30 * 86_400_000;

/** Who it is, how it logs in, and how limits can be put to it. */
export function StationFacts({
  station,
  detail,
  connectors,
  onConnector,
}: {
  readonly station: Station | undefined;
  readonly detail: StationDetail | undefined;
  readonly connectors: readonly Connector[];
  readonly onConnector: (connectorId: string) => void;
}) {
  const { t, format, nowMs } = useUi();
  const known = { ...detail, ...station };
  const { vendor, model, firmware, version, nodeId, lastHeardAt } = known;
  return (
    <dl class="pairs facts">
      <Fact name={t('fleet.model')}>{[vendor, model].filter(Boolean).join(' ') || '–'}</Fact>
      <Fact name={t('station.firmware')}>{firmware ?? '–'}</Fact>
      <Fact name={t('station.version')}>{version ?? '–'}</Fact>
      <Fact name={t('station.node')}>{nodeId ?? '–'}</Fact>
      <Fact name={t('station.heard')}>
        {lastHeardAt === undefined
          ? '–'
          : t('station.ago', { age: format.duration(Math.max(0, nowMs() - Date.parse(lastHeardAt))) })}
      </Fact>
      <Fact name={t('station.limits')}>
        <Limits station={known} />
      </Fact>
      {detail !== undefined && (
        <>
          <Fact name={t('station.login')}>
            {t(`station.login.${detail.securityProfile ?? 1}`)}
            {!detail.hasPassword && <span class="warn"> ({t('station.noPassword')})</span>}
          </Fact>
          <Fact name={t('station.certificate')}>
            <Certificate endsAt={detail.certificateEndsAt} />
          </Fact>
        </>
      )}
      <Fact name={t('station.connectors')}>
        {connectors.length === 0 && '–'}
        {connectors.map(({ connectorId, status, powerKw }) => (
          <span key={connectorId} class="fact-line">
            <button type="button" class="link" onClick={() => onConnector(connectorId)}>
              {connectorId}
            </button>{' '}
            {t(`status.${status}`)} {powerKw !== undefined && format.power(powerKw)}
          </span>
        ))}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Limits({ station: { capability, version } }: { readonly station: Pick<Station, 'capability' | 'version'> }) {
  const { t } = useUi();
  if (version === undefined) return <>{t('station.limits.unknown')}</>;
  const isRefused = capability?.controllable === false;
  const form = isRefused ? 'refused' : (capability?.leaseForm ?? 'expiry');
  return (
    <span class={isRefused || form === 'none' ? 'warn' : ''}>
      {(isRefused || form === 'none') && <Icon name="alert" />} {t(`station.limits.${form}`)}
    </span>
  );
}

function Certificate({ endsAt }: { readonly endsAt: string | undefined }) {
  const { t, format, nowMs } = useUi();
  if (endsAt === undefined) return <>{t('station.certificateNone')}</>;
  const leftMs = Date.parse(endsAt) - nowMs();
  const day = format.day(endsAt);
  if (leftMs > SOON_MS) return <>{t('station.certificateUntil', { time: day })}</>;
  return (
    <span class="warn">
      <Icon name="alert" />{' '}
      {leftMs > 0
        ? t('station.certificateSoon', { duration: format.duration(leftMs) })
        : t('station.certificateOver', { time: day })}
    </span>
  );
}
