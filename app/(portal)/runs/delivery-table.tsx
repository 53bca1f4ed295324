'use client';

import { Caption1, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { isShort, tellingPoints } from '@/lib/rollout/delivery-curve';
import type { DeliveryCurve } from '@/lib/rollout/delivery-curve';
import { unitOf, unitWords } from './run-words';

const useStyles = makeStyles({
  caption: { textAlign: 'left', color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, paddingBottom: tokens.spacingVerticalXS },
  number: { textAlign: 'right', '& > *': { justifyContent: 'flex-end' } },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** The two charts of a run's delivery as one table: at each moment that something had come by, how many. */
export function DeliveryTable({ curve, packageCount }: { curve: DeliveryCurve; packageCount: number }) {
  const styles = useStyles();
  const { points, forecast, noForecast, total, brake, excused } = curve;
  const [first, last] = [points[0], points.at(-1)];
  const clock = first && last && isShort(Date.parse(last.at) - Date.parse(first.at)) ? 'second' : 'clock';
  return (
    <>
      <Table size="small">
        <caption className={styles.caption}>{`${unitWords(total, packageCount)} over time: by when so many had arrived, and stood failed. What is sent again is failed no more. The run stops above ${brake.toLocaleString('en-GB')} failed.`}</caption>
        <TableHeader>
          <TableRow>
            <TableHeaderCell>By</TableHeaderCell>
            <TableHeaderCell className={styles.number}>Delivered</TableHeaderCell>
            <TableHeaderCell className={styles.number}>Failed</TableHeaderCell>
          </TableRow>
        </TableHeader>
        <TableBody>
          {tellingPoints(points).map(({ at, delivered, failed }) => (
            <TableRow key={at}>
              <TableCell><AgeText at={at} as={clock} /></TableCell>
              <TableCell className={styles.number}>{delivered.toLocaleString('en-GB')}</TableCell>
              <TableCell className={styles.number}>{failed.toLocaleString('en-GB')}</TableCell>
            </TableRow>
          ))}
          {forecast && last && (
            <TableRow>
              <TableCell className={styles.quiet}>about <AgeText at={forecast.at} as="clock" />, forecast</TableCell>
              <TableCell className={styles.number}>{(last.delivered + forecast.open).toLocaleString('en-GB')}</TableCell>
              <TableCell className={styles.number} />
            </TableRow>
          )}
        </TableBody>
      </Table>
      {(noForecast || excused > 0) && <Caption1 block className={styles.quiet}>{[...(noForecast ? [`${noForecast}.`] : []), ...(excused > 0 ? [`${excused.toLocaleString('en-GB')} more ${unitOf(packageCount).many} failed for reasons that are excused, such as a disabled account: they lie with the people and not with the run, so the brake does not count them.`] : [])].join(' ')}</Caption1>}
    </>
  );
}
