/** Loads the page anew, with its fields as the portal paints them: a browser may bring back into them what stood there when it is told to reload. */
export function loadPageAnew(): void {
  location.replace(`${location.pathname}${location.search}`);
}
