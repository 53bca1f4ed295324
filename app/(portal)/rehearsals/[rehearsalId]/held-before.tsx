'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { Section } from '@/components/section';
import type { BaselineLine } from '@/lib/rollout/baseline-view';
import { NEVER_BY_ITSELF } from '@/lib/rollout/baseline-words';
import { countWords } from '../../rollouts/phase-words';
import { ResourceName } from './resource-name';

const useStyles = makeStyles({
  lines: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
  strong: { fontWeight: tokens.fontWeightSemibold },
});

/** By role: who of the phase had it before and by which routes, whom an end of the assignment would take it from, and of whom it is unknown. */
export function HeldBefore({ baseline }: { baseline: BaselineLine[] }) {
  if (baseline.length === 0) return null;
  const unknown = baseline.some((line) => line.unknown > 0);
  return (
    <Section title="Held before" caption={`${countWords(baseline.length, 'role', 'roles')}, of the people of this phase${unknown ? `; ${NEVER_BY_ITSELF.replace(/^A/, 'a').replace(/\.$/, '')}` : ''}`}>
      <DataTable
        label="Held before"
        twoLine
        columns={[
          { key: 'resource', header: 'Resource', width: '20%' },
          { key: 'already', header: 'Already there', width: '84px', align: 'end' },
          { key: 'unknown', header: 'Unknown', width: '78px', align: 'end' },
          { key: 'routes', header: 'By which route', width: '32%' },
          { key: 'lose', header: 'When the assignment ends', width: '20%', named: true },
          { key: 'read', header: 'Read', width: '124px', named: true },
        ]}
        rows={baseline.map((line) => ({
          key: line.key,
          label: `${line.resourceName}, ${line.roleName}`,
          cells: {
            resource: <Role line={line} />,
            already: line.already.toLocaleString('en-GB'),
            routes: <Routes line={line} />,
            lose: <Losses line={line} />,
            unknown: line.asReported ? '–' : line.unknown.toLocaleString('en-GB'),
            read: <Read line={line} />,
          },
        }))}
      />
    </Section>
  );
}

function Role({ line }: { line: BaselineLine }) {
  const styles = useStyles();
  return <span className={styles.lines}><ResourceName name={line.resourceName} originSystem={line.originSystem} /><span className={styles.quiet}>{line.roleName}</span></span>;
}

function Routes({ line }: { line: BaselineLine }) {
  const styles = useStyles();
  return (
    <span className={styles.lines}>
      {line.routes.map(({ words, people }) => <span key={words}>{`${people.toLocaleString('en-GB')} ${words}`}</span>)}
      {line.asReported && <span className={styles.strong}>As Entra reports</span>}
      {line.why && <span className={styles.quiet}>{line.why}</span>}
      {line.routes.length === 0 && !line.why && <span className={styles.quiet}>Nobody of the phase had it</span>}
    </span>
  );
}

/** What goes with the assignment although it was there before it. */
function Losses({ line }: { line: Pick<BaselineLine, 'lose' | 'loseOwnPlace' | 'asReported' | 'unknownAssigned'> }) {
  const styles = useStyles();
  const n = (count: number): string => count.toLocaleString('en-GB');
  return (
    <span className={styles.lines}>
      {line.lose > 0 && <span className={styles.strong}>{`${n(line.lose)} would lose it`}</span>}
      {line.loseOwnPlace > 0 && <span>{`${n(line.loseOwnPlace)} would lose their own place and keep it through a group`}</span>}
      {line.unknownAssigned > 0 && <span>{`${n(line.unknownAssigned)} might lose it`}</span>}
      {line.asReported && <span>Cannot be told</span>}
      {line.lose + line.loseOwnPlace + line.unknownAssigned === 0 && !line.asReported && <span className={styles.quiet}>Nobody loses what they had</span>}
    </span>
  );
}

const SOURCE = { tenant: 'in the tenant', mirror: 'from the copy' } as const;

function Read({ line }: { line: BaselineLine }) {
  const styles = useStyles();
  if (!line.asOf || !line.source) return <span className={styles.quiet}>{line.asReported ? 'as Entra reports' : 'not readable'}</span>;
  return <span className={styles.lines}><AgeText at={line.asOf} /><span className={styles.quiet}>{SOURCE[line.source]}</span></span>;
}
