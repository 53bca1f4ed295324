/** A small sheet to begin from: it names what an organisation might have. Pure. */
import { emptyCells } from './columns';
import type { SheetCells } from './columns';

const row = (cells: Partial<SheetCells>): SheetCells => ({ ...emptyCells(), shown: 'no', policy: 'Initial policy', ...cells });

export const EXAMPLE_SHEET: readonly SheetCells[] = [
  row({
    role: 'Ledger clerk', package: 'Ledger clerk', catalog: 'Finance', description: 'Enters invoices and reads the ledger', resources: ['Finance – Ledger > Member'], ask: ['Members'], prerequisite: ['Finance – All'], prerequisiteNote: 'Yearly training on fraud',
    approvers1: ['Manager'], standIns1: ['Finance – Leads'], days1: '5 days', duration: '180 days', review: 'quarterly', reviewers: ['Manager'], silence: 'remove', incompatible: ['Payment approver'], exceptions: 'Auditors: 30 days, by direct assignment',
  }),
  row({
    role: 'Payment approver', package: 'Payment approver', catalog: 'Finance', description: 'Approves payments', resources: ['Payments > Approver'], ask: ['Finance – Leads'],
    approvers1: ['Manager'], standIns1: ['Finance – Leads'], days1: '5 days', approvers2: ['Finance – Owners'], days2: '5 days', duration: '90 days', review: 'quarterly', reviewers: ['Finance – Owners'], silence: 'remove', incompatible: ['Ledger clerk'],
  }),
  row({ role: 'External auditor', package: 'External auditor', catalog: 'Audit', description: 'Reads the books during an audit', resources: ['Finance – Ledger readers > Member'], ask: ['Nobody'], duration: '30 days' }),
];
