'use client';

import { createContext, useContext } from 'react';

/** For whom the page was rendered: the browser may be somebody else's by the time a form is sent. */
export type SignedIn = { personId: string; userPrincipalName: string };

export const SignedInContext = createContext<SignedIn | null>(null);

/** Null where the page is not a person's: outside the frame. */
export function useSignedIn(): SignedIn | null {
  return useContext(SignedInContext);
}
