'use client';

import { useLayoutEffect } from 'react';
import type { RefObject } from 'react';

/** Puts in what the page holds by React's back, so that the change can be told to React as a person's own. */
function setValueBeneath(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
}

function tellTyped(field: HTMLInputElement | HTMLTextAreaElement): void {
  const kept = window.typedBeforeWaking?.get(field);
  window.typedBeforeWaking?.set(field, null);
  const typed = kept?.value ?? field.value;
  if (typed !== field.defaultValue) {
    // React compares with what it last saw: it has to see the beginning first, or nothing has changed for it.
    field.value = field.defaultValue;
    setValueBeneath(field, typed);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  // Told in the middle of a commit, React puts the beginning back until it has rendered what was told: the selection comes after.
  queueMicrotask(() => {
    if (kept && kept.from !== null && document.activeElement === field) field.setSelectionRange(kept.from, kept.to);
  });
}

function tellTicked(field: HTMLInputElement): void {
  if (field.checked === field.defaultChecked) return;
  if (field.type === 'radio' && !field.checked) return;
  field.checked = field.defaultChecked;
  field.click();
}

/** Which choice it was painted with is told by the server's page alone; one that React made has nothing to be told. */
function tellChosen(field: HTMLSelectElement): void {
  const painted = [...field.options].find((option) => option.defaultSelected);
  if (painted && field.value !== painted.value) field.dispatchEvent(new Event('change', { bubbles: true }));
}

/**
 * What a person typed, ticked or chose in a form, or in a search, before the page awoke: React keeps it on the screen when it takes
 * the page over, but for text areas, and the fields, which hold their value themselves, begin empty and would empty the screen
 * with their next change. It is told to them as if it were typed now.
 */
export function useTypedBeforeWaking(around: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    for (const field of around.current?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>('input, textarea, select') ?? []) {
      if (field instanceof HTMLSelectElement) tellChosen(field);
      else if (field instanceof HTMLTextAreaElement) tellTyped(field);
      else if (['checkbox', 'radio'].includes(field.type)) tellTicked(field);
      else if (!['hidden', 'file', 'submit', 'button'].includes(field.type)) tellTyped(field);
    }
  }, [around]);
}
