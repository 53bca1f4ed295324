'use client';

import { Button, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { AgeText } from '@/components/age-text';
import { Section } from '@/components/section';
import type { DeliveryCurve } from '@/lib/rollout/delivery-curve';
import { DeliveryTable } from './delivery-table';
import { unitOf, unitWords } from './run-words';

// Charts are drawn in the browser alone, and weigh more than the rest of the page: they come after it.
const LinePlot = dynamic(() => import('@/components/line-plot').then((module) => module.LinePlot), { ssr: false });

const DELIVERED_PX = 208;
const FAILED_PX = 116;

const useStyles = makeStyles({
  keys: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalL, rowGap: tokens.spacingVerticalXXS, marginBottom: tokens.spacingVerticalXXS },
  key: { display: 'inline-flex', alignItems: 'center', columnGap: tokens.spacingHorizontalSNudge, color: tokens.colorNeutralForeground2 },
  mark: { width: '16px', height: 0, borderTopWidth: '2px', borderTopStyle: 'solid', flexShrink: 0 },
  delivered: { borderTopColor: tokens.colorBrandForeground1 },
  forecast: { borderTopColor: tokens.colorBrandForeground1, borderTopStyle: 'dotted' },
  failed: { borderTopColor: tokens.colorStatusDangerForeground1 },
  brake: { borderTopColor: tokens.colorNeutralForeground2, borderTopStyle: 'dashed' },
  deliveredPlace: { minHeight: `${DELIVERED_PX}px` },
  failedPlace: { minHeight: `${FAILED_PX}px` },
  quiet: { color: tokens.colorNeutralForeground3 },
});

export type DeliveryOverTimeProps = { curve: DeliveryCurve; packageCount: number; /** The last thing in its column. */ flush?: boolean };

/** When people got what a run brings, and when the rest will; failures under it over the same time, with the line at which the run stops. */
export function DeliveryOverTime({ curve, packageCount, flush }: DeliveryOverTimeProps) {
  const styles = useStyles();
  const [asTable, setAsTable] = useState(false);
  const { points, forecast, noForecast, total, brake, excused } = curve;
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const end = forecast?.at ?? last.at;
  const { many } = unitOf(packageCount);
  const noun = many.replace(/^./, (letter) => letter.toUpperCase());
  return (
    <Section
      title="Delivered over time"
      caption={<>first request <AgeText at={first.at} as="moment" /></>}
      flush={flush ?? false}
      actions={<Button size="small" appearance="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{asTable ? 'Show the chart' : 'Show as a table'}</Button>}
    >
      {asTable ? <DeliveryTable curve={curve} packageCount={packageCount} /> : (
        <>
          <Caption1 block className={styles.keys}>
            <Key look={styles.delivered}>{`${noun} delivered`}</Key>
            {forecast && <Key look={styles.forecast}>{forecast.open === total - last.delivered ? 'Forecast, all' : 'Forecast, the next'} {unitWords(forecast.open === total - last.delivered ? total : forecast.open, packageCount)} about <AgeText at={forecast.at} as="clock" /></Key>}
            {noForecast && <span className={styles.quiet}>{noForecast}</span>}
          </Caption1>
          <div className={styles.deliveredPlace}>
            <LinePlot
              title={`${noun} delivered over time, ${last.delivered.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} so far`}
              height={DELIVERED_PX}
              most={total}
              lines={[
                { name: `${noun} delivered`, color: tokens.colorBrandForeground1, points: points.map(({ at, delivered }) => ({ at, value: delivered })) },
                ...(forecast ? [{ name: 'Forecast', color: tokens.colorBrandForeground1, dash: '2 4', points: [{ at: last.at, value: last.delivered }, { at: forecast.at, value: last.delivered + forecast.open }] }] : []),
              ]}
            />
          </div>
          <Caption1 block className={styles.keys}>
            <Key look={styles.failed}>{`${noun} failed`}</Key>
            <Key look={styles.brake}>{`Brake: the run stops above ${brake.toLocaleString('en-GB')} failed`}</Key>
            {excused > 0 && <span className={styles.quiet}>{`${excused.toLocaleString('en-GB')} more failed for reasons that are excused, such as a disabled account: they lie with the people and not with the run, so the brake does not count them`}</span>}
          </Caption1>
          <div className={styles.failedPlace}>
            <LinePlot
              title={`${noun} failed over time, ${last.failed.toLocaleString('en-GB')} so far; the run stops above ${brake.toLocaleString('en-GB')}`}
              height={FAILED_PX}
              most={Math.max(brake, last.failed)}
              lines={[
                { name: 'Brake', color: tokens.colorNeutralForeground2, dash: '6 4', points: [{ at: first.at, value: brake }, { at: end, value: brake }] },
                { name: `${noun} failed`, color: tokens.colorStatusDangerForeground1, steps: true, points: points.map(({ at, failed }) => ({ at, value: failed })) },
              ]}
            />
          </div>
        </>
      )}
    </Section>
  );
}

function Key({ look, children }: { look: string; children: React.ReactNode }) {
  const styles = useStyles();
  return <span className={styles.key}><span aria-hidden className={mergeClasses(styles.mark, look)} /><span>{children}</span></span>;
}
