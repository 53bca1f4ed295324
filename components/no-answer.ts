import type { ActionResult } from '@/lib/action-result';

type Action<T> = (previous: ActionResult<T>, form: FormData) => Promise<ActionResult<T>>;

/** How browsers say that a request found nobody, or its answer broke off. */
const NO_ANSWER = /failed to fetch|network ?error|load failed/i;

export function isNoAnswer(error: unknown): boolean {
  return error instanceof TypeError && NO_ANSWER.test(error.message);
}

const SENTENCE = 'The portal did not answer, so whether this was done is not known. What you typed is still here. Look what is true now in another tab, then try again.';

/**
 * An action whose form stays where it is when the portal cannot be reached: the page is not taken away, and with it what was
 * typed. On the server it is the action itself, which a form needs that is sent before the page is awake.
 */
export function orNoAnswer<T>(action: Action<T>): Action<T> {
  if (typeof window === 'undefined') return action;
  return async (previous, form) => {
    try {
      return await action(previous, form);
    } catch (error) {
      if (!isNoAnswer(error)) throw error;
      return { ok: false, code: 'noAnswer', message: SENTENCE };
    }
  };
}
