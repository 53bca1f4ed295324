import type { Tenant } from '../model';
import type { Caller, GraphRequest, GraphResponse } from '../wire';
import type { ShapeNames, Thing } from './odata/thing';

/** What every handler is given: the tenant, the moment, who asks, and the request with the parts its path named. */
export type Context = {
  tenant: Tenant;
  now: number;
  caller: Caller;
  request: GraphRequest;
  /** Values of the `{name}` parts of the route. */
  at: Record<string, string>;
};

export type Handler = (context: Context) => GraphResponse | Promise<GraphResponse>;

/** Method and path template, as in 'GET /users/{id}/manager'. */
export type Routes = Record<string, Handler>;

/** What a shape may look into to tell a row's properties. */
export type World = Pick<Context, 'tenant' | 'now' | 'caller'>;

/** Shows a stored row as an object of its Graph type. */
export type Show<Row> = ((row: Row, world: World) => Thing) & { shape: ShapeNames };
