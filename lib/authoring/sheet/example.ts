/** A small sheet to begin from: it names what an organisation might have. Pure. */
import { emptyPackage, emptyPolicy } from './columns';
import type { PackageCells, PolicyCells, SheetCells } from './columns';

const row = (cells: Partial<PackageCells>, ...policies: Partial<PolicyCells>[]): SheetCells => ({ ...emptyPackage(), shown: 'no', ...cells, policies: policies.map((policy) => ({ ...emptyPolicy(), policy: 'Initial policy', review: 'never', ...policy })) });

export const EXAMPLE_SHEET: readonly SheetCells[] = [
  row(
    { role: 'Ledger clerk', package: 'Ledger clerk', catalog: 'Finance', description: 'Enters invoices and reads the ledger', resources: ['Finance – Ledger > Member'], prerequisite: ['Finance – All'], prerequisiteNote: 'Yearly training on fraud', incompatible: ['Payment approver'], exceptions: 'Auditors: 30 days, by direct assignment' },
    { policy: 'Employees', ask: ['Members'], approvers1: ['Manager'], standIns1: ['Finance – Leads'], days1: '5 days', duration: '180 days', review: 'quarterly', reviewers: ['Manager'], silence: 'remove' },
    { policy: 'By administrators', ask: ['Nobody'], duration: '30 days' },
  ),
  row(
    { role: 'Payment approver', package: 'Payment approver', catalog: 'Finance', description: 'Approves payments', resources: ['Payments > Approver'], incompatible: ['Ledger clerk'] },
    { ask: ['Finance – Leads'], approvers1: ['Manager'], standIns1: ['Finance – Leads'], days1: '5 days', approvers2: ['Finance – Owners'], days2: '5 days', duration: '90 days', review: 'quarterly', reviewers: ['Finance – Owners'], silence: 'remove' },
  ),
  row({ role: 'External auditor', package: 'External auditor', catalog: 'Audit', description: 'Reads the books during an audit', resources: ['Finance – Ledger readers > Member'] }, { ask: ['Nobody'], duration: '30 days' }),
];
