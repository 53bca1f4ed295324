import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { COLUMNS, columnRules, isListColumn, isPolicyColumn } from '@/lib/authoring/sheet/columns';

/** What may stand in each column, and files to begin from. */
export function ColumnGuide() {
  return (
    <Section
      title="What a sheet holds"
      caption="column by column"
      actions={<><LinkButton href="/sheets/example?as=csv" size="small" icon="download" download>Example, CSV</LinkButton><LinkButton href="/sheets/example?as=json" size="small" icon="download" download>Example, JSON</LinkButton><LinkButton href="/sheets/schema" size="small" icon="download" download>JSON Schema</LinkButton></>}
      flush
    >
      <p>Several names in a cell are parted by semicolons; one that has a semicolon in it stands in quotation marks. Each policy of a package has a line of its own that names the package, and its catalog where two have one of that name; what belongs to the package stands on one of these lines or the same on all.</p>
      <DataTable
        label="Columns of a policy sheet"
        columns={[{ key: 'header', header: 'Column', width: '210px' }, { key: 'field', header: 'In JSON', named: true, width: '190px' }, { key: 'hint', header: 'What may stand in it' }, { key: 'empty', header: 'Empty', named: true, width: '150px' }]}
        rows={COLUMNS.map(({ column, header, hint, required, orAs, otherwise }) => ({ key: column, label: header, cells: { header, field: `${isPolicyColumn(column) ? 'policies.' : ''}${column}${isListColumn(column) ? ' [ ]' : ''}`, hint, empty: orAs ? `as under ${columnRules(orAs).header}` : required ? 'has to be filled' : (otherwise ?? 'nothing') } }))}
      />
    </Section>
  );
}
