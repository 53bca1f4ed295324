/**
 * Runs in the page before anything can be clicked. Until React takes the page over, a button is only a picture of one: what is
 * clicked meanwhile is kept, and done once it is awake: once for each button, since whoever sees nothing happen clicks again, and
 * nothing is opened over somebody who types by then. Heard last of all, since React, once it listens, does a click itself.
 * Buttons that send a form are not kept: the browser sends it.
 */
export const CLICKED_BEFORE_WAKING_SCRIPT = `(() => {
  const clicked = new Set();
  const hear = (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[type="button"]') : null;
    if (button) clicked.add(button);
  };
  addEventListener('click', hear);
  window.wakeClicked = () => {
    removeEventListener('click', hear);
    const typing = document.activeElement?.matches('input, textarea, select');
    for (const button of clicked) if (button.isConnected && !(typing && button.hasAttribute('aria-haspopup'))) button.click();
    clicked.clear();
  };
})();`;

declare global {
  interface Window {
    /** Does what was clicked before the page awoke; there is nothing to do a second time. */
    wakeClicked?: () => void;
  }
}
