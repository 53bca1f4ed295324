'use client';

import { Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { phone } from './breakpoint';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  head: { marginBottom: tokens.spacingVerticalL, '& > *': { display: 'block' } },
  crumbs: { height: '24px', [phone]: { display: 'none' } },
  title: { height: '32px', display: 'flex', alignItems: 'center' },
  state: { height: '20px', marginTop: tokens.spacingVerticalXXS, display: 'flex', alignItems: 'center' },
  section: { height: '24px', marginBottom: tokens.spacingVerticalS, display: 'flex', alignItems: 'center' },
  tableHead: { height: '32px', borderBottom: line, display: 'flex', alignItems: 'center' },
  row: { height: '34px', borderBottom: line, display: 'grid', alignItems: 'center', columnGap: tokens.spacingHorizontalL, gridTemplateColumns: '2fr 1fr 1fr 2fr' },
});

/** A table to come: head and rows at their own heights. */
function TableSkeleton({ rows = 8 }: { rows?: number }) {
  const styles = useStyles();
  return (
    <Skeleton aria-label="Loading the table">
      <div className={styles.tableHead}><SkeletonItem size={12} style={{ width: '88px' }} /></div>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles.row}>
          <SkeletonItem size={16} style={{ width: `${60 + ((index * 17) % 30)}%` }} />
          <SkeletonItem size={16} style={{ width: '70%' }} />
          <SkeletonItem size={16} style={{ width: '60%' }} />
          <SkeletonItem size={16} style={{ width: `${45 + ((index * 23) % 40)}%` }} />
        </div>
      ))}
    </Skeleton>
  );
}

/** A page to come: head, one section, one table. */
export function PageSkeleton({ rows = 8 }: { rows?: number }) {
  const styles = useStyles();
  return (
    <div role="status" aria-label="Loading the page">
      <Skeleton className={styles.head} aria-label="Loading the title">
        <div className={styles.crumbs} />
        <div className={styles.title}><SkeletonItem size={24} style={{ width: '240px' }} /></div>
        <div className={styles.state}><SkeletonItem size={16} style={{ width: '380px', maxWidth: '100%' }} /></div>
      </Skeleton>
      <Skeleton className={styles.section} aria-label="Loading a section"><SkeletonItem size={16} style={{ width: '140px' }} /></Skeleton>
      <TableSkeleton rows={rows} />
    </div>
  );
}
