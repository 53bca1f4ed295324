'use client';

import { TextLink } from '@/components/text-link';
import type { LintSource } from '@/lib/authoring/lint/finding';

/** The page a rule or a finding stands on: Microsoft's opens beside the portal, one of ours in it. */
export function SourceLink({ source: { title, address } }: { source: LintSource }) {
  return <TextLink href={address} external={!address.startsWith('/')}>{title}</TextLink>;
}
