'use client';

import { CopyButton } from '@/components/copy-button';

/** This page's own address, for the mail or chat that asks its owner to look. */
export function ShareLink() {
  return <CopyButton text={() => location.href} size="small">Copy the link for the owner</CopyButton>;
}
