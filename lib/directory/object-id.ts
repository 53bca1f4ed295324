/** Whether a text can be the id of an object of the tenant, or of a row of ours: both are UUIDs. Pure. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
