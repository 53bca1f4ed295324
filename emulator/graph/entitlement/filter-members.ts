/** Members of the enums that lists of entitlement management are filtered by (learn.microsoft.com/graph/api/resources/enums). */
const oneOf = (...members: string[]) => ({ members: [...members, 'unknownFutureValue'] });

export const ASSIGNMENT_STATE = oneOf('delivering', 'partiallyDelivered', 'delivered', 'expired', 'deliveryFailed');
/** Of requests for packages and for resources alike. */
export const REQUEST_STATE = oneOf('submitted', 'pendingApproval', 'delivering', 'delivered', 'deliveryFailed', 'denied', 'scheduled', 'canceled', 'partiallyDelivered');
export const CATALOG_STATE = oneOf('unpublished', 'published');
export const CATALOG_TYPE = oneOf('userManaged', 'serviceDefault', 'serviceManaged');
