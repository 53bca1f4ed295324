'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { Pager } from '@/components/pager';
import { RowPanelLayout } from '@/components/row-panel';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { SEVERITY_WORDS } from '@/lib/authoring/lint/lint-words';
import { addressOfChecks } from './address';
import type { ChecksProps } from './checks';
import { FindingPanel } from './finding-panel';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 } });

/** The findings that fit, the worst first, and the opened one beside them. */
export function Findings({ view, chosen, kept, page, pager, row, today, mayChange }: ChecksProps) {
  const styles = useStyles();
  const { findings, catalogs, rules } = view;
  const atPage = (to: number, extra: Record<string, string | null> = {}) => addressOfChecks(kept, { page: to > 1 ? String(to) : null, ...extra });
  const index = findings.findIndex((each) => each.key === row);
  const opened = findings[index];
  const [before, after] = [findings[index - 1], findings[index + 1]];
  const filtered = Object.keys(chosen).length > 0;
  const ofPackage = chosen.packageId ? findings[0]?.packageName : undefined;
  const filters = [
    { param: 'severity', label: 'Weighs as', options: (['error', 'warning', 'note'] as const).map((value) => ({ value, label: SEVERITY_WORDS[value].one })) },
    { param: 'rule', label: 'Rule', options: rules.filter((each) => each.open + each.excepted > 0).map(({ rule, title }) => ({ value: rule, label: `${rule} · ${title}`, chip: rule })) },
    { param: 'catalog', label: 'Catalog', options: catalogs.map(({ id, name }) => ({ value: id, label: name })) },
    { param: 'state', label: 'State', options: [{ value: 'open', label: 'Open' }, { value: 'excepted', label: 'Excepted' }] },
    ...(chosen.packageId ? [{ param: 'package', label: 'Package', options: [{ value: chosen.packageId, label: ofPackage ?? 'one package' }] }] : []),
  ];
  return (
    <Section title="Findings" flush>
      <FilterBar search="Find in findings" filters={filters} />
      <RowPanelLayout
        panel={opened && (
          <FindingPanel
            key={opened.key}
            finding={opened}
            today={today}
            mayChange={mayChange}
            closeHref={atPage(page)}
            {...(before ? { previousHref: atPage(page, { row: before.key }) } : {})}
            {...(after ? { nextHref: atPage(page, { row: after.key }) } : {})}
          />
        )}
      >
        <DataTable
          label="Findings"
          columns={[{ key: 'package', header: 'Package', width: opened ? '150px' : '20%' }, { key: 'what', header: 'What stands out' }, { key: 'severity', header: 'Weighs as', width: '110px' }, ...(opened ? [] : [{ key: 'catalog', header: 'Catalog', width: '15%', hideOnPhone: true }, { key: 'rule', header: 'Rule', named: true, width: '60px' }])]}
          rows={findings.map((each) => ({
            key: each.key, href: atPage(page, { row: each.key }), open: each.key === row, label: `${each.packageName}: ${each.what}`,
            cells: {
              severity: each.exception ? <StateLabel state="excepted" /> : <StateLabel state={each.severity} />,
              package: each.packageName,
              what: <span>{each.what}{each.exception && <span className={styles.quiet}>{` · ${each.exception.ownerName} answers for it`}</span>}</span>,
              catalog: each.catalogName, rule: each.rule,
            },
          }))}
          empty={filtered
            ? { icon: 'filter', title: 'Nothing matches', why: chosen.rule && Object.keys(chosen).length === 1 ? 'This rule found nothing.' : 'No finding fits what you keep to.', action: <LinkButton href="/checks">Show everything</LinkButton> }
            : { icon: 'delivered', title: 'Nothing stands out', why: 'No rule found anything in the tenant’s packages.' }}
        />
        <Pager {...pager} noun="findings" />
      </RowPanelLayout>
    </Section>
  );
}
