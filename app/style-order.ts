/**
 * Runs in the page after each streamed batch of styles. Griffel's rules are one class strong, so a rule's place decides:
 * base before hover before media. A later batch stands in the body, after the media rules of the first, and would win
 * over them on a phone; hence every batch is put into the head, in the order Griffel keeps when it runs in the browser.
 */
export const STYLE_ORDER_SCRIPT = `(() => {
  const buckets = 'rdlvwfihasktmcx';
  const place = (style) => [buckets.indexOf(style.dataset.makeStylesBucket), style.media || style.dataset.container || '', Number(style.dataset.priority || 0)];
  const before = (a, b) => {
    for (let i = 0; i < 3; i += 1) if (a[i] !== b[i]) return a[i] < b[i];
    return false;
  };
  const sorted = [...document.querySelectorAll('style[data-make-styles-bucket]')].map((style, index) => ({ style, at: place(style), index }));
  sorted.sort((a, b) => (before(a.at, b.at) ? -1 : before(b.at, a.at) ? 1 : a.index - b.index));
  for (let i = sorted.length - 1, next = null; i >= 0; i -= 1) {
    const { style } = sorted[i];
    if (style.parentNode !== document.head || (next && !(style.compareDocumentPosition(next) & 4))) document.head.insertBefore(style, next);
    next = style;
  }
})();`;
