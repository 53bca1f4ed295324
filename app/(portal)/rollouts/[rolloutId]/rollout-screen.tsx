'use client';

import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import type { StateItem } from '@/components/page-head';
import { StationLine } from '@/components/station-line';
import type { RolloutView } from '@/lib/rollout/rollout-view';
import { ROLLOUT_STATE, barOf, markOf, phaseSentence, shownState, stationSays } from '../phase-words';
import { OpenedPhasePanel } from './opened-phase';
import { PrimaryAction } from './primary-action';

type RolloutScreenProps = { view: RolloutView; mayAct: boolean; run?: React.ReactNode };

/** One line of what is true: the phase that matters, how far, and for how many. */
function stateOf({ rollout, stations, currentId }: RolloutView): StateItem[] {
  if (rollout.state === 'finished' || rollout.state === 'abandoned') return [{ text: ROLLOUT_STATE[rollout.state].word, state: ROLLOUT_STATE[rollout.state].state }];
  const index = stations.findIndex((station) => station.id === currentId);
  const current = stations[index];
  // Of whom a run brings nothing to, because they have it or cannot get it, the rehearsal tells.
  // What was taken back is delivered to nobody any more, nor to be.
  const people = stations.reduce((all, station) => all + (station.state === 'reversed' ? 0 : station.delivery?.people ?? station.peopleCount), 0);
  const back = stations.reduce((all, station) => all + (station.state === 'reversed' ? station.delivery?.takenBack ?? 0 : 0), 0);
  // Nor has anybody a part of their own in a run that writes policies alone.
  const byPolicy = stations.reduce((all, { delivery, peopleCount }) => all + (delivery && delivery.policies.total > 0 && delivery.people === 0 ? peopleCount : 0), 0);
  const delivered = stations.reduce((all, station) => all + (station.state === 'reversed' ? 0 : station.delivery?.delivered ?? 0), 0);
  return [
    ...(current ? [{ text: phaseSentence(current), state: shownState(current) }] : []),
    { text: `phase ${index + 1} of ${stations.length}` },
    ...(byPolicy > 0 ? [{ text: `${byPolicy === 1 ? '1 person' : `${byPolicy.toLocaleString('en-GB')} people`} by a policy` }] : []),
    ...(people > 0 ? [{ text: `${delivered.toLocaleString('en-GB')} of ${people === 1 ? '1 person' : `${people.toLocaleString('en-GB')} people`} delivered` }] : byPolicy + back > 0 ? [] : [{ text: 'no people yet' }]),
    ...(back > 0 ? [{ text: `taken back from ${back === 1 ? '1 person' : `${back.toLocaleString('en-GB')} people`}` }] : []),
    ...(rollout.state === 'draft' ? [{ text: 'Nothing has been changed yet.', icon: 'lock' as const, strong: true }] : []),
  ];
}

/** The rollout: stations, and under them the one phase that is opened. */
export function RolloutScreen({ view, mayAct, run }: RolloutScreenProps) {
  const { rollout, stations, opened, currentId } = view;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Rollouts', href: '/rollouts' }]}
        title={rollout.name}
        state={stateOf(view)}
        actions={
          <>
            <LinkButton href={`/rollouts/${rollout.id}/coverage`} icon="people">Overlap and gaps</LinkButton>
            {rollout.state !== 'draft' && !(mayAct && opened.action?.kind === 'handOver') && <LinkButton href={`/rollouts/${rollout.id}/handover`}>Handover</LinkButton>}
            {mayAct && <LinkButton href={`/rollouts/${rollout.id}/edit`} icon="edit">Edit</LinkButton>}
            {mayAct && <PrimaryAction phase={opened} />}
          </>
        }
      />
      <StationLine
        opened={opened.id}
        stations={stations.map((station) => ({
          key: station.id,
          name: station.name,
          people: station.peopleCount,
          mark: markOf(station.state, station.id === currentId, station.delivery?.hold),
          says: stationSays(station),
          // What was taken back is delivered to nobody any more.
          bar: station.state === 'reversed' ? {} : barOf(station.delivery),
          ...(station.delivery ? { total: station.delivery.people } : {}),
          href: `/rollouts/${rollout.id}?phase=${station.id}`,
        }))}
      >
        <OpenedPhasePanel rollout={rollout} phase={opened} next={stations[stations.findIndex(({ id }) => id === opened.id) + 1]?.name ?? null} mayAct={mayAct} run={run} />
      </StationLine>
    </>
  );
}
