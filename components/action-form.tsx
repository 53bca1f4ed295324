'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { Fragment, createContext, startTransition, useActionState, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { FormEvent, MouseEvent } from 'react';
import { flushSync } from 'react-dom';
import { SHOWN_TO } from '@/lib/action-result';
import type { ActionResult } from '@/lib/action-result';
import type { FieldLink } from '@/lib/errors';
import { focusFirstWrong } from './first-wrong';
import { FormError } from './form-error';
import { FormBack, FormKept } from './form-back';
import { FormDone } from './form-done';
import { loadPageAnew } from './load-page-anew';
import { orNoAnswer } from './no-answer';
import { useGo, useSending } from './navigation';
import { forgetForm, recallForm, rememberForm, wantsAnotherProof } from './form-memory';
import { useSignedIn } from './signed-in';
import { useTypedBeforeWaking } from './typed-before-waking';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, minWidth: 0 },
  inline: { display: 'inline-flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
  bare: { display: 'contents' },
});

/** A server action as every form takes it. */
export type FormAction<T> = (previous: ActionResult<T>, form: FormData) => Promise<ActionResult<T>>;

type FormContextValue = {
  pending: boolean;
  /** Changes with every answer, so that a field knows whether it was edited since. */
  answer: object | null;
  fields: Record<string, string>;
  links: Record<string, FieldLink>;
  /** What was typed before the page came back, every value of a field; null where nothing was, and fields begin as they are made. */
  typed: Record<string, string[]> | null;
  /** Why it was not done, ready to be shown; null while there is nothing to say. */
  refusal: React.ReactNode;
};

const FormContext = createContext<FormContextValue>({ pending: false, answer: null, fields: {}, links: {}, typed: null, refusal: null });

/** The form a field stands in: whether it is being sent, and what was answered last. */
export function useForm(): FormContextValue {
  return useContext(FormContext);
}

/** The sentence the last answer had for the field of that name, if any. */
export function useFieldError(name: string): string | undefined {
  return useContext(FormContext).fields[name];
}

/** Stands among the fields, so that it is made anew with them. */
function MadeOf({ values, kept, except }: { values: Record<string, string | number>; kept: Record<string, string | number>; except: Record<string, unknown> }) {
  const { typed } = useForm();
  const [first] = useState(() => Object.entries(values).map(([name, value]) => [name, typed?.[name]?.[0] ?? value] as const));
  return first.map(([name, value]) => !(name in except) && <input key={name} type="hidden" name={name} value={kept[name] ?? value} />);
}

/** What the fields are made of once the action has kept them, where it answers that. */
function keptIn(value: unknown): Record<string, string | number> | null {
  return typeof value === 'object' && value !== null && 'madeOf' in value ? (value.madeOf as Record<string, string | number>) : null;
}

function asForm(values: Record<string, string[]>, by: string): FormData {
  const form = new FormData();
  if (by) form.set(SHOWN_TO, by);
  for (const [name, each] of Object.entries(values)) for (const value of each) form.append(name, value);
  return form;
}

/** A file is the same where it is the very one. */
function isSame(one: FormData, other: FormData): boolean {
  const [a, b] = [[...one.entries()], [...other.entries()]];
  return a.length === b.length && a.every(([name, value], index) => b[index]?.[0] === name && b[index][1] === value);
}

/** Why the last try was not done, for a form that places it itself. */
export function FormRefusal(): React.ReactNode {
  return useContext(FormContext).refusal;
}

export type ActionFormProps<T> = {
  action: FormAction<T>;
  /** Sent along unseen: the id and what the person saw. */
  hidden?: Record<string, string | number>;
  /**
   * Sent along unseen: what the fields were made of, or its version. Held to what it was when they were made, whatever the page
   * is given later: what is typed over what others have changed since is told from it. An action whose form stays answers with
   * the `madeOf` of what it has kept. What `hidden` says by the same name goes before it.
   */
  madeOf?: Record<string, string | number>;
  /** A sentence shown when it is done, where it depends on what was done out of that. */
  done?: string | ((value: T) => string);
  /** Where to go when it is done. */
  doneHref?: string;
  /** Empties the form when it is done. */
  resetOnDone?: boolean;
  onDone?: (value: T) => void;
  /** When it is not done: the answer, with what was typed. */
  onRefused?: (answer: Extract<ActionResult<T>, { ok: false }>) => void;
  /** What is wrong with fields, found out before the form was sent. */
  problems?: Record<string, string> | undefined;
  /** For a form that is only a button in a line. */
  inline?: boolean;
  /** Its parts stand in the layout around it, as if there were no form. */
  bare?: boolean;
  /** Shows what is true now to who was told that something changed meanwhile, where reading the page again would not. */
  onLook?: () => void;
  /** Says itself, by a FormRefusal among its children, where a refusal stands; otherwise it stands first. */
  placesRefusal?: boolean;
  /** A long form: what was typed is there again for who follows a link and comes back. A link back that is marked `discards` forgets it. */
  keepsTyped?: boolean;
  /** Named for who hears the form. */
  label?: string;
  children: React.ReactNode;
};

/**
 * A form over a server action. The error stands in the form, the fields' own sentences at the fields; what was typed
 * stays, since the form is sent by hand and React does not empty it. Works before hydration too. The browser's own
 * validation is off: what is wrong is said by the action, in our words, at the field, and the first wrong field has the focus.
 */
export function ActionForm<T>({ action, hidden = {}, madeOf = {}, done, doneHref, resetOnDone, onDone, onRefused, onLook, problems, inline, bare, placesRefusal, keepsTyped = false, label, children }: ActionFormProps<T>) {
  const styles = useStyles();
  const go = useGo();
  // Held to whom it was rendered for, whoever the page around it is read anew for.
  const [shownTo] = useState(useSignedIn());
  const by = shownTo?.personId ?? '';
  const form = useRef<HTMLFormElement>(null);
  const begun = useRef(false);
  useLayoutEffect(() => {
    const node = form.current;
    const begin = () => (begun.current = true);
    // Heard before the fields are told what was typed while the page slept, which counts as well.
    node?.addEventListener('input', begin);
    return () => node?.removeEventListener('input', begin);
  }, []);
  useTypedBeforeWaking(form);
  const [answer, send, pending] = useActionState<ActionResult<T>, FormData>(orNoAnswer(action), null);
  useSending(pending);

  // What was typed before a sign-in took the page away comes back after the first paint, in fields made anew. What only
  // waited for a second proof goes on as it was asked, unless it stands in a question that has to be answered anew.
  const memory = [label ?? 'form', ...Object.entries(hidden).filter(([name]) => name.endsWith('Id')).map(([, id]) => id)].join(' ');
  const [recalled, setRecalled] = useState<Record<string, string[]> | null>(null);
  const [isBack, setIsBack] = useState(false);
  const [offered, setOffered] = useState<Record<string, string[]> | null>(null);
  const seen = JSON.stringify(Object.entries({ ...madeOf, ...hidden }).map(([name, value]) => [name, String(value)]));
  useEffect(() => {
    const kept = recallForm(memory, by);
    // Typed over what is not the same any more, it would take back what others did meanwhile.
    if (!kept || (kept.left && (JSON.parse(seen) as [string, string][]).some(([name, value]) => kept.values[name]?.[0] !== value))) return;
    if (kept.left) {
      // At once: in a transition somebody would type into fields that are about to be replaced.
      queueMicrotask(() => {
        // Whoever has begun anew is not overruled.
        const isBegun = begun.current || form.current?.contains(document.activeElement);
        flushSync(() => {
          if (isBegun) return setOffered(kept.values);
          setRecalled(kept.values);
          setIsBack(true);
        });
      });
      return;
    }
    startTransition(() => {
      setRecalled(kept.values);
      if (kept.resumes && !form.current?.closest('[role$="dialog"]')) send(asForm(kept.values, by));
    });
  }, [by, memory, seen, send]);

  // Sent, or left for good: nothing of it is kept.
  const over = useRef(false);
  useEffect(() => {
    const node = form.current;
    if (!keepsTyped || !node) return;
    const [fresh, page] = [new FormData(node), location.pathname];
    const keep = () => {
      const typed = new FormData(node);
      if (!over.current && !isSame(typed, fresh)) rememberForm(memory, by, typed, { left: page });
    };
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [by, keepsTyped, memory]);
  const leave = ({ target }: MouseEvent) => {
    if (target instanceof Element && target.closest('[data-discards]')) over.current = true;
  };
  const bringBack = () => {
    setOffered(null);
    setRecalled(offered);
    setIsBack(true);
    setRound((before) => before + 1);
  };
  const anew = () => {
    setIsBack(false);
    setRecalled(null);
    setRound((before) => before + 1);
  };

  // Fluent's fields hold what was typed themselves, out of reach of the form's own reset; fields made anew are empty.
  const [round, setRound] = useState(0);
  const [kept, setKept] = useState<Record<string, string | number>>({});
  const handled = useRef<ActionResult<T>>(null);
  const [wrongBy, setWrongBy] = useState<object | null>(null);
  useEffect(() => {
    if (!answer || handled.current === answer) return;
    handled.current = answer;
    if (!answer.ok) {
      over.current = false;
      onRefused?.(answer);
      // Whoever is told above may mark fields for it, which stand there with the next paint only.
      if (answer.code === 'invalid' || answer.fields) startTransition(() => setWrongBy(answer));
      return;
    }
    if (resetOnDone) {
      startTransition(() => {
        setRecalled(null);
        setRound((before) => before + 1);
      });
    }
    const now = keptIn(answer.value);
    if (now) startTransition(() => setKept(now));
    onDone?.(answer.value);
    if (doneHref) go(doneHref);
  }, [answer, doneHref, go, onDone, onRefused, resetOnDone]);

  const sent = useRef<{ submitter: HTMLElement | null; typed: FormData; from: Element | null } | null>(null);
  useEffect(() => {
    if (form.current && wrongBy) focusFirstWrong(form.current, sent.current?.from ?? null);
  }, [wrongBy]);
  useEffect(() => {
    if (form.current && problems) focusFirstWrong(form.current, null);
  }, [problems]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    const submitter = (event.nativeEvent as SubmitEvent).submitter;
    const typed = new FormData(event.currentTarget, submitter);
    sent.current = { submitter, typed, from: document.activeElement };
    over.current = true;
    setOffered(null);
    // A page that the browser kept whole comes back without recalling.
    if (keepsTyped) forgetForm(memory);
    startTransition(() => send(typed));
  };
  const again = (): boolean => {
    const before = sent.current;
    if (!before || !form.current || pending) return false;
    const typed = new FormData(form.current, before.submitter);
    if (!isSame(typed, before.typed)) return false;
    over.current = true;
    startTransition(() => send(typed));
    return true;
  };

  const refused = answer && !answer.ok ? answer : null;
  const keepOverSignIn = () => {
    if (!form.current || !refused) return;
    over.current = true;
    rememberForm(memory, by, new FormData(form.current), { resumes: refused.code === 'claimsChallenge' && wantsAnotherProof(refused.claims) && label !== undefined });
  };
  // Read again by itself, the page would leave such fields as they are. What was typed comes back over what they were made of, where that is still so.
  const isMade = Object.keys(madeOf).length > 0;
  const loadAnew = () => {
    if (form.current) rememberForm(memory, by, new FormData(form.current), { left: location.pathname });
    over.current = true;
    loadPageAnew();
  };
  const refusal = refused && <FormError error={refused} as={shownTo?.userPrincipalName} again={again} keep={keepOverSignIn} {...(onLook ? { onLook } : isMade ? { onLook: loadAnew, lookWord: 'Reload the page' } : {})} />;
  const context = { refusal, pending, answer, fields: problems ?? refused?.fields ?? {}, links: refused?.links ?? {}, typed: refused?.values ?? recalled };
  return (
    <FormContext value={context}>
      <form ref={form} action={send} onSubmit={submit} onClickCapture={leave} noValidate className={bare ? styles.bare : inline ? styles.inline : styles.root} aria-label={label} aria-busy={pending}>
        {by && <input type="hidden" name={SHOWN_TO} value={by} />}
        {Object.entries(hidden).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
        {isBack && <FormBack onAnew={anew} />}
        {offered && <FormKept onBack={bringBack} />}
        {!placesRefusal && refusal}
        {answer?.ok && done && <FormDone>{typeof done === 'string' ? done : done(answer.value)}</FormDone>}
        <Fragment key={`${recalled ? 'recalled' : 'fresh'} ${round}`}>
          <MadeOf values={madeOf} kept={kept} except={hidden} />
          {children}
        </Fragment>
      </form>
    </FormContext>
  );
}
