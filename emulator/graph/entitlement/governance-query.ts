import type { GraphResponse } from '../../wire';
import { requireGovernanceScope } from '../authority';
import type { Context, Show, World } from '../context';
import { badRequest } from '../graph-error';
import { isGuid } from '../../model/guid';
import type { FilterRules } from '../documented-filter';
import { checkDocumentedFilter } from '../documented-filter';
import type { Source } from '../odata/collection';
import { answerList, listed } from '../odata/collection';
import { pinned } from '../odata/filter';
import type { Filter } from '../odata/filter-parser';
import type { Options } from '../odata/options';
import { readOptions } from '../odata/options';
import { checkProjection, render } from '../odata/render';
import type { ShapeNames, Thing } from '../odata/thing';

export const EM = '/identityGovernance/entitlementManagement';
export const PAGE = 100;

type Rules = { filters: FilterRules; needsFilter?: ((filter: Filter | null) => void) | undefined; ordered?: boolean };

const unsupported = () => badRequest('BadRequest', 'The query specified in the URI is not valid: $search and $orderby are not supported for this resource.');

/** Throws 400 for a `$search` or an `$orderby`, which no page documents. */
export function requireUnsorted({ search, orderby }: Pick<Options, 'search' | 'orderby'>): void {
  if (search || orderby.length > 0) throw unsupported();
}

/** Refuses a query that no page documents: `$search` everywhere, `$orderby` but where it is said, filters but the listed ones. */
const documented = ({ filters, needsFilter, ordered }: Rules) => ({ filter, search, orderby }: Options): void => {
  requireUnsorted({ search, orderby: ordered === true ? [] : orderby });
  checkDocumentedFilter(filter, filters);
  for (const path of Object.keys(filters).filter((name) => /(^|\/)(id|objectid)$/.test(name))) {
    if (pinned(filter, path)?.some((id) => !isGuid(id))) throw badRequest('InvalidFilter', 'OData query is invalid: Unrecognized Guid format');
  }
  needsFilter?.(filter);
};

const PAGED = { pageSize: PAGE, maxTop: PAGE, capsTop: true, filterCode: 'InvalidFilter' } as const;

/**
 * A list of entitlement management: a hundred to a page, filters as documented and joined by `and` only,
 * no `$search` and no `$orderby` (no page of Microsoft's documents either for these).
 */
export function governanceList<Row extends { created: number }>(
  context: Context,
  parts: Rules & { collection: string; show: Show<Row>; rows: (filter: Filter | null) => Source<Row>; may?: (row: Row) => boolean; use?: 'read' | 'own' },
): GraphResponse {
  requireGovernanceScope(context, parts.use ?? 'read');
  return answerList<Row>(context, {
    ...PAGED,
    metadata: `identityGovernance/entitlementManagement/${parts.collection}`,
    shapes: [parts.show.shape],
    rows: (filter) => seen(context, parts.rows(filter), parts.may),
    show: (row) => parts.show(row, context),
    check: documented(parts),
  });
}

/** A short list of what is told rather than stored: references, things worked out for the caller. */
export function governanceThings(context: Context, parts: Rules & { metadata: string; shapes: readonly ShapeNames[]; things: readonly Thing[] }): GraphResponse {
  requireGovernanceScope(context, 'read');
  return answerList<Thing>(context, { ...PAGED, metadata: parts.metadata, shapes: parts.shapes, rows: () => listed(parts.things), show: (thing) => thing, check: documented(parts) });
}

/** One object of entitlement management with `$select` and `$expand`. */
export function governanceObject<Row>(context: Context, collection: string, show: Show<Row>, row: Row): GraphResponse {
  const options = readOptions(context.request.query, 'InvalidFilter');
  checkProjection([show.shape], options);
  return {
    status: 200,
    body: { '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#identityGovernance/entitlementManagement/${collection}/$entity`, ...render(show(row, context), options) },
  };
}

/** The answer to a create. */
export function created<Row>(context: Context, collection: string, show: Show<Row>, row: Row): GraphResponse {
  return {
    status: 201,
    body: { '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#identityGovernance/entitlementManagement/${collection}/$entity`, ...render(show(row, context), { select: null, expand: [] }) },
  };
}

/** Whether lists and look-ups know a new object yet. One that was written while the clock was ahead tells nothing by its time, and is known. */
export const isVisible = ({ tenant, now }: World, row: { created: number }): boolean => row.created > now || row.created + tenant.settings.visibilityMs <= now;

function seen<Row extends { created: number }>(world: World, source: Source<Row>, may: ((row: Row) => boolean) | undefined): Source<Row> {
  return function* from(position) {
    for (const [at, row] of source(position)) if (isVisible(world, row) && (may === undefined || may(row))) yield [at, row] as const;
  };
}

export const iso = (moment: number): string => new Date(moment).toISOString();
export const isoOrNull = (moment: number | null): string | null => (moment === null ? null : iso(moment));

/** The id a path names; Graph refuses one that is no GUID with 400. */
export function idIn(context: Context, name = 'id'): string {
  const id = (context.at[name] ?? '').toLowerCase();
  if (!isGuid(id)) throw badRequest('InvalidModel', `The id '${id}' is not valid.`);
  return id;
}
