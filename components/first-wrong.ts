const WRONG = '[aria-invalid="true"], [data-wrong]';
const CONTROL = 'input:not([type="hidden"], [disabled]), select:not([disabled]), textarea:not([disabled]), button:not([disabled])';

const isShown = (element: Element): boolean => element.getClientRects().length > 0;

/** What of a wrong field takes the focus: itself, what can be filled in in it (of a choice what is chosen), or the sentence about it. */
function controlOf(wrong: HTMLElement): HTMLElement {
  if (wrong.matches(CONTROL)) return wrong;
  const controls = [...wrong.querySelectorAll<HTMLElement>(CONTROL)].filter(isShown);
  return controls.find((control) => control.matches('input[type="radio"]:checked')) ?? controls[0] ?? wrong;
}

/** Whether the focus is nowhere, on a button, or where it was when the form was sent: whoever has gone on typing is left there. */
function mayBeMoved(form: HTMLElement, sentFrom: Element | null): boolean {
  const { activeElement: at } = document;
  return !at || at === document.body || at === sentFrom || (at instanceof HTMLButtonElement && form.contains(at));
}

/**
 * Brings the focus to the first field of a form that says that it is wrong, so that it is read out with its sentence and can
 * be mended at once; to why the form was refused where no field says so. A field is marked by `aria-invalid`; fields that
 * have one sentence together, and such a sentence that stands alone, by `data-wrong`.
 */
export function focusFirstWrong(form: HTMLElement, sentFrom: Element | null): void {
  if (!mayBeMoved(form, sentFrom)) return;
  const wrong = [...form.querySelectorAll<HTMLElement>(WRONG)].find((each) => isShown(each)) ?? form.querySelector<HTMLElement>('[data-refusal]');
  if (!wrong) return;
  const target = controlOf(wrong);
  target.focus({ preventScroll: true });
  (target.closest('.fui-Field') ?? target).scrollIntoView({ block: 'nearest' });
}
