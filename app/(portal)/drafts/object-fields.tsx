'use client';

import { CheckboxField, TextAreaField, TextField } from '@/components/form-fields';
import type { WantedOf } from '@/lib/authoring/draft';
import { LONGEST } from '@/lib/authoring/object-texts';

/** What of a catalog can be changed. */
export function CatalogFields({ catalog }: { catalog: WantedOf['catalog'] }) {
  return (
    <>
      <TextField name="name" label="Name" required maxLength={LONGEST.name} defaultValue={catalog.name} hint="People who ask for access see it. It has to be one of its own." />
      <TextAreaField name="description" label="What it is for" required maxLength={LONGEST.description} defaultValue={catalog.description} />
      <CheckboxField name="published" label="Published" defaultChecked={catalog.published} hint="Nobody can ask for packages of a catalog that is not." />
      <CheckboxField name="externallyVisible" label="External people may ask for packages of this catalog" defaultChecked={catalog.externallyVisible} hint="For a pilot, leave it off." />
    </>
  );
}

/** What of a package can be changed. */
export function PackageFields({ item }: { item: Pick<WantedOf['package'], 'name' | 'description' | 'hidden'> }) {
  return (
    <>
      <TextField name="name" label="Name" required maxLength={LONGEST.name} defaultValue={item.name} />
      <TextAreaField name="description" label="What it gives" required maxLength={LONGEST.description} defaultValue={item.description} />
      <CheckboxField name="hidden" label="Hidden in My Access" defaultChecked={item.hidden} hint="Whoever has the link and may ask still can." />
    </>
  );
}
