/** What a field held, and what of it was selected, when a person last did something in it before the page was awake. */
export type TypedBeforeWaking = { value: string; from: number | null; to: number | null };

/**
 * Runs in the page before anything can be clicked. Until React takes the page over, a button is only a picture of one: what is
 * clicked meanwhile is kept, and done once it is awake: once for each button, since whoever sees nothing happen clicks again, and
 * nothing is opened over somebody who types by then. Heard last of all, since React, once it listens, does a click itself.
 * Buttons that send a form are not kept: the browser sends it. What is typed is kept too, since React empties a text area of it
 * and loses the selection; each field takes it back when it awakes, and is null from then on.
 */
export const BEFORE_WAKING_SCRIPT = `(() => {
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
  const typed = (window.typedBeforeWaking = new WeakMap());
  const note = ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) || typed.get(target) === null) return;
    typed.set(target, { value: target.value, from: target.selectionStart, to: target.selectionEnd });
  };
  for (const kind of ['input', 'select', 'keyup', 'pointerup']) addEventListener(kind, note, true);
})();`;

declare global {
  interface Window {
    /** Does what was clicked before the page awoke; there is nothing to do a second time. */
    wakeClicked?: () => void;
    typedBeforeWaking?: WeakMap<Element, TypedBeforeWaking | null>;
  }
}
