'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { TextLink } from '@/components/text-link';
import type { ReadinessFinding } from '@/lib/authoring/readiness';

const useStyles = makeStyles({ notes: { marginBlock: tokens.spacingVerticalS, color: tokens.colorNeutralForeground3 } });

/** What was not looked at for some of these resources, each once, with where that is mended. */
export function NotLookedAt({ resources }: { resources: readonly { findings: readonly ReadinessFinding[] }[] }) {
  const styles = useStyles();
  const open = new Map(resources.flatMap(({ findings }) => findings.filter(({ level }) => level === 'notLookedAt').map((finding) => [finding.what, finding] as const)));
  return [...open.values()].map(({ what, why, mend, link }) => (
    <Caption1 key={what} block className={styles.notes}>{what}. {why} {mend}{link && <> <TextLink href={link.href}>{link.label}</TextLink></>}</Caption1>
  ));
}
