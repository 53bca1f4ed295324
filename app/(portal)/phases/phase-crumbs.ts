import type { Crumb } from '@/components/page-head';

/** Where a page about a phase stands: below the phase, in its rollout. */
export function phaseCrumbs(phase: { id: string; name: string; rolloutId: string; rolloutName: string }): Crumb[] {
  return [
    { label: 'Rollouts', href: '/rollouts' },
    { label: phase.rolloutName, href: `/rollouts/${phase.rolloutId}` },
    { label: phase.name, href: `/rollouts/${phase.rolloutId}?phase=${phase.id}` },
  ];
}
