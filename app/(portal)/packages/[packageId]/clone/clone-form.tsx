'use client';

import { Caption1, Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm, useForm } from '@/components/action-form';
import { FieldError } from '@/components/field-error';
import { FormColumn } from '@/components/form-layout';
import { recalled } from '@/components/recalled';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { OriginSystem } from '@/lib/authoring/package-design';
import type { JudgedResource } from '@/lib/authoring/read-readiness';
import { NotLookedAt } from '../../../catalogs/[catalogId]/add/not-looked-at';
import { OwnerCell } from '../../../catalogs/[catalogId]/add/owner-cell';
import { Verdict } from '../../../catalogs/[catalogId]/add/verdict';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import type { OpenDrafts } from '../../../drafts/draft-choice';
import { PackageFields } from '../../../drafts/object-fields';
import { clonePackageAction } from '../../actions';

const useStyles = makeStyles({
  fields: { display: 'grid', rowGap: tokens.spacingVerticalM },
  group: { border: 'none', margin: 0, padding: 0, minWidth: 0, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalXXS, paddingBlock: tokens.spacingVerticalS, boxShadow: `0 ${tokens.strokeWidthThin} 0 ${tokens.colorNeutralStroke2}` },
  legend: { padding: 0, paddingTop: tokens.spacingVerticalXS, fontWeight: tokens.fontWeightSemibold },
  kind: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular },
  roles: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM },
  lacking: { display: 'grid', rowGap: tokens.spacingVerticalXS, paddingLeft: '32px' },
  owner: { maxWidth: '280px' },
  under: { paddingLeft: '32px', color: tokens.colorNeutralForeground3 },
});

export type CloneResource = {
  originSystem: OriginSystem;
  originId: string;
  name: string;
  kind: string;
  /** The copy's catalog does not have it; `judged` is null where the tenant does not either. */
  lacking: boolean;
  judged: JudgedResource | null;
  roles: { id: string; name: string }[];
};

export type ClonePolicyChoice = { id: string; name: string; automatic: boolean; refusal: string | null; behind: string[] };

export type CloneApartChoice = { id: string; name: string; kind: string; says: string };

export type CloneFormProps = {
  packageId: string;
  catalog: { id: string; name: string };
  elsewhere: boolean;
  start: { name: string; description: string; hidden: boolean };
  resources: CloneResource[];
  policies: ClonePolicyChoice[];
  /** What the original is kept apart from; `says` is how the copy would stand to it. */
  apart: CloneApartChoice[];
  drafts: OpenDrafts;
  /** The draft that makes the catalog. */
  only: { id: string; name: string } | undefined;
};

/** What of a package comes into its copy, chosen one by one, and saved to a draft. */
export function CloneForm(props: CloneFormProps) {
  return <FormColumn><ActionForm action={clonePackageAction} hidden={{ packageId: props.packageId, catalogId: props.catalog.id }} label="Clone package" keepsTyped><Body {...props} /></ActionForm></FormColumn>;
}

type Added = { originSystem: OriginSystem; originId: string; ownerId: string | null };

function Body({ packageId, catalog, elsewhere, start, resources, policies, apart, drafts, only }: CloneFormProps) {
  const styles = useStyles();
  const { typed } = useForm();
  const addable = resources.filter(({ lacking, judged }) => lacking && judged && judged.readiness !== 'cannot');
  const [kept] = useState(() => recalled<Added[]>(typed?.add?.[0]));
  const [added, setAdded] = useState(() => new Set((kept ?? addable).map(({ originId }) => originId)));
  const [owners, setOwners] = useState<Record<string, string | null>>(() => Object.fromEntries((kept ?? []).map(({ originId, ownerId }) => [originId, ownerId])));
  const ownerOf = ({ originId, judged }: CloneResource): string | null => (originId in owners ? (owners[originId] ?? null) : (judged?.proposed?.personId ?? null));
  const add = addable.filter(({ originId }) => added.has(originId)).map((resource): Added => ({ originSystem: resource.originSystem, originId: resource.originId, ownerId: ownerOf(resource) }));
  const lacks = resources.filter(({ lacking }) => lacking).length;
  const take = (originId: string, on: boolean) => setAdded((before) => new Set(on ? [...before, originId] : [...before].filter((each) => each !== originId)));
  return (
    <>
      <input type="hidden" name="add" value={JSON.stringify(add)} />
      <Section title="The copy"><div className={styles.fields}><PackageFields item={start} /></div></Section>
      <Section title="What it hands out" caption={lacks > 0 ? `${catalog.name} lacks ${lacks === 1 ? '1 resource' : `${lacks} resources`}` : undefined}>
        {resources.map((resource) => (
          <Resource key={resource.originId} resource={resource} catalogName={catalog.name} added={added.has(resource.originId)} onAdd={(on) => take(resource.originId, on)} owner={resource.judged && <OwnerCell resource={resource.judged} ownerId={ownerOf(resource)} onChoose={(id) => setOwners((before) => ({ ...before, [resource.originId]: id }))} />} />
        ))}
        <NotLookedAt resources={resources.flatMap(({ lacking, judged }) => (lacking && judged ? [judged] : []))} />
        <Refused fields={['roles', 'resources', 'ownerId']} />
      </Section>
      <Section title="Policies" caption={elsewhere ? 'custom extensions stay with their catalog' : undefined}>
        {policies.map((policy) => <Policy key={policy.id} policy={policy} />)}
        {policies.length === 0 && <Caption1>The original has none. Without a policy nobody can be given the copy.</Caption1>}
        <Refused fields={['policies']} />
      </Section>
      <Section title="Kept apart from">
        {apart.length > 0 && <Caption1>What the original is kept apart from, the copy is too. Untick one and whoever has it can get the copy as well.</Caption1>}
        {apart.map((each) => <Apart key={each.id} {...each} />)}
        {apart.length === 0 && <Caption1>The original is kept apart from nothing, and so is the copy.</Caption1>}
        <Refused fields={['beside']} />
      </Section>
      <Section title="Save" flush>
        <div className={styles.fields}>
          <DraftChoice drafts={drafts} only={only} name={elsewhere ? `${start.name} in ${catalog.name}`.slice(0, 120) : start.name} />
          <DraftButtons backHref={`/packages/${packageId}`} back="Leave without cloning" />
        </div>
      </Section>
    </>
  );
}

type ResourceProps = { resource: CloneResource; catalogName: string; added: boolean; onAdd: (on: boolean) => void; owner: React.ReactNode };

/** A resource with its roles; one the catalog lacks comes with its verdict, is taken in or left out. */
function Resource({ resource: { name, kind, lacking, judged, roles }, catalogName, added, onAdd, owner }: ResourceProps) {
  const styles = useStyles();
  const can = judged !== null && judged.readiness !== 'cannot';
  const stays = lacking && !added;
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{name} <Caption1 className={styles.kind}>{kind}</Caption1></legend>
      {lacking && can && <Checkbox checked={added} label={`Take it into ${catalogName}`} aria-label={`Take it into ${catalogName}: ${name}`} onChange={(_, data) => onAdd(data.checked === true)} />}
      {lacking && (
        <div className={styles.lacking}>
          {judged ? <Verdict name={name} readiness={judged.readiness} findings={judged.findings} /> : <StateLabel state="blocked">The tenant does not have it any more</StateLabel>}
          {can && added && <div className={styles.owner}><Caption1 block className={styles.kind}>Answers for it, and is asked</Caption1>{owner}</div>}
        </div>
      )}
      <div className={styles.roles}>
        {roles.map((role) => <Tick key={role.id} name="roles" value={role.id} label={stays ? `${role.name}, left out` : role.name} says={stays ? `${role.name}, left out, of ${name}` : `${role.name} of ${name}`} on disabled={stays} />)}
      </div>
    </fieldset>
  );
}

function Policy({ policy: { id, name, automatic, refusal, behind } }: { policy: ClonePolicyChoice }) {
  const styles = useStyles();
  const told = [...(refusal ? [refusal] : []), ...(automatic ? ['It gives the copy to everybody its rule matches, as soon as it is made.'] : []), ...behind];
  return (
    <div className={styles.group}>
      <Tick name="policies" value={id} label={name} says={name} on={!refusal && !automatic} disabled={refusal !== null} />
      {told.map((sentence) => <Caption1 key={sentence} className={styles.under}>{sentence}</Caption1>)}
    </div>
  );
}

/** One that the copy is kept apart from, unless it is let go: what is sent is what is let go. */
function Apart({ id, name, kind, says }: CloneApartChoice) {
  const styles = useStyles();
  const { typed } = useForm();
  const [kept, setKept] = useState(() => !(typed?.beside ?? []).includes(id));
  return (
    <div className={styles.group}>
      {!kept && <input type="hidden" name="beside" value={id} />}
      <Checkbox checked={kept} label={<>{name} <Caption1 className={styles.kind}>{kind}</Caption1></>} aria-label={`Kept apart from ${name}`} onChange={(_, data) => setKept(data.checked === true)} />
      <Caption1 className={styles.under}>{kept ? says : `Left out: the copy is not kept apart from “${name}”, though the original is.`}</Caption1>
    </div>
  );
}

/** A box that begins as it was typed before a sign-in took the page away. */
function Tick({ name, value, label, says, on, disabled }: { name: string; value: string; label: string; says: string; on: boolean; disabled: boolean }) {
  const { typed } = useForm();
  return <Checkbox key={disabled ? 'off' : 'on'} name={name} value={value} label={label} aria-label={says} disabled={disabled} defaultChecked={!disabled && (typed ? (typed[name] ?? []).includes(value) : on)} />;
}

/** What is wrong with one of these, under all of them. */
function Refused({ fields: names }: { fields: string[] }) {
  const { fields } = useForm();
  const said = names.flatMap((name) => fields[name] ?? [])[0];
  return said ? <FieldError>{said}</FieldError> : null;
}
