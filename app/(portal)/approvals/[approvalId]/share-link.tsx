'use client';

import { useEffect, useState } from 'react';
import { CopyButton } from '@/components/copy-button';

/** This page's own address, for the mail or chat that asks its owner to look. */
export function ShareLink() {
  const [address, setAddress] = useState('');
  useEffect(() => setAddress(location.href), []);
  return <CopyButton text={address} size="small">Copy the link for the owner</CopyButton>;
}
