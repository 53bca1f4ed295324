'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { FactList } from '@/components/fact-list';
import { RowPanel } from '@/components/row-panel';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import type { ObjectKind } from '@/lib/authoring/lint/finding';
import { addressOf } from '@/lib/authoring/lint/finding';
import { LINT_BOOK } from '@/lib/authoring/lint/lint-book';
import { fixLines } from '@/lib/authoring/lint/lint-words';
import type { KeptFinding } from '@/lib/authoring/lint/exception';
import { dayWords } from '@/lib/rollout/count-words';
import { DraftFix } from './draft-fix';
import { EndException, ExceptForm } from './except-form';
import { SourceLink } from './source-link';
import { VerdictLabel } from './verdict-label';

const useStyles = makeStyles({
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  quiet: { display: 'block', color: tokens.colorNeutralForeground3 },
  what: { margin: `0 0 ${tokens.spacingVerticalM}` },
  act: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: tokens.spacingHorizontalS, marginTop: tokens.spacingVerticalL },
});

const KIND: Record<ObjectKind, string> = { catalog: 'Catalog', package: 'Package', policy: 'Policy', resource: 'Resource', incompatibility: 'Excludes' };

type FindingPanelProps = { finding: KeptFinding; today: string; mayChange: boolean; closeHref: string; previousHref?: string; nextHref?: string };

/** What was found, why it matters, where, what mends it, and who answers for it meanwhile. */
export function FindingPanel({ finding, today, mayChange, ...ways }: FindingPanelProps) {
  const styles = useStyles();
  const { rule, severity, packageId, packageName, catalogId, catalogName, objectKind, objectName, property, what, fix, verdicts, exception } = finding;
  const { title, why, source: ofRule } = LINT_BOOK[rule];
  const source = finding.source ?? ofRule;
  return (
    <RowPanel title={title} detail={`Rule ${rule}`} {...ways}>
      <p className={styles.what}>{what}</p>
      <FactList
        facts={[
          { label: 'Weighs as', value: <StateLabel state={severity} /> },
          ...(verdicts ? [{ label: 'The tool says', value: <VerdictLabel verdict={verdicts.tool} /> }, { label: 'As it is meant', value: <VerdictLabel verdict={verdicts.meant} /> }] : []),
          { label: 'Why', value: why },
          { label: 'Package', value: <TextLink href={`/packages/${packageId}`}>{packageName}</TextLink> },
          { label: 'Catalog', value: <TextLink href={`/catalogs/${catalogId}`}>{catalogName}</TextLink> },
          ...(objectKind === 'package' || objectKind === 'catalog' ? [] : [{ label: KIND[objectKind], value: <TextLink href={addressOf(finding)} label={`${KIND[objectKind]} ${objectName}`}>{objectName}</TextLink> }]),
          ...(property ? [{ label: 'Property', value: <span className={styles.mono}>{property}</span> }] : []),
          ...(fix ? [{ label: 'Fix', value: <>{fix.says}{fixLines(fix.set).map((line) => <span key={line} className={mergeClasses(styles.mono, styles.quiet)}>{line}</span>)}</> }] : []),
          { label: 'Source', value: <SourceLink source={source} /> },
          ...(exception ? [
            { label: 'Excepted until', value: dayWords(exception.until) },
            { label: 'Answers for it', value: exception.ownerName },
            { label: 'Reason', value: exception.reason },
            { label: 'Set by', value: <>{exception.byName}, <AgeText at={exception.since.toISOString()} /></> },
          ] : []),
        ]}
      />
      {mayChange && <div className={styles.act}>{fix && !exception && <DraftFix findingKey={finding.key} />}{exception ? <EndException exceptionId={exception.id} /> : <ExceptForm findingKey={finding.key} today={today} />}</div>}
    </RowPanel>
  );
}
