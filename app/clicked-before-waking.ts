/**
 * Runs in the page before anything can be clicked. Until React takes the page over, a button is only a picture of one: what is
 * clicked meanwhile is kept, and done once it is awake. Heard last of all, since React, once it listens, does a click itself.
 * Buttons that send a form are not kept: the browser sends it.
 */
export const CLICKED_BEFORE_WAKING_SCRIPT = `(() => {
  const clicked = [];
  const hear = (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[type="button"]') : null;
    if (button) clicked.push(button);
  };
  addEventListener('click', hear);
  window.wakeClicked = () => {
    removeEventListener('click', hear);
    for (const button of clicked.splice(0)) if (button.isConnected) button.click();
  };
})();`;

declare global {
  interface Window {
    /** Does what was clicked before the page awoke; there is nothing to do a second time. */
    wakeClicked?: () => void;
  }
}
