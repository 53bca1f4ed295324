'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { FactList } from '@/components/fact-list';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { SubmitButton } from '@/components/submit-button';
import type { WantedOf } from '@/lib/authoring/draft';
import { editCatalogChangeAction, editPackageChangeAction } from '../../../actions';
import type { EditAnswer } from '../../../actions';
import { CatalogFields, PackageFields } from '../../../object-fields';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalM }, facts: { marginTop: tokens.spacingVerticalS } });

const LABELS: Record<string, string> = { name: 'Name', description: 'Description', published: 'Published', externallyVisible: 'Visible to externals', hidden: 'Hidden' };

type Fields = { kind: 'catalog'; is: WantedOf['catalog'] } | { kind: 'package'; is: Pick<WantedOf['package'], 'name' | 'description' | 'hidden'> };

/** The fields of a change. Whoever saves over somebody else's edit sees theirs beside their own first. */
export function ChangeForm({ draftId, changeKey, version, fields }: { draftId: string; changeKey: string; version: number; fields: Fields }) {
  const styles = useStyles();
  const [theirs, setTheirs] = useState<EditAnswer['theirs']>(null);
  return (
    <FormColumn>
      {theirs && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            <MessageBarTitle>{`${theirs.byName} changed this since you opened it`}</MessageBarTitle>
            Nothing of yours is saved yet. This is what they saved; yours stands below. Saving now puts yours in its place.
            <div className={styles.facts}><FactList facts={Object.entries(theirs.fields).flatMap(([name, value]) => (LABELS[name] ? [{ label: LABELS[name], value: value === 'on' ? 'yes' : value || 'no' }] : []))} /></div>
          </MessageBarBody>
        </MessageBar>
      )}
      <ActionForm action={fields.kind === 'catalog' ? editCatalogChangeAction : editPackageChangeAction} hidden={{ draftId, key: changeKey, ...(theirs ? { version: theirs.version } : {}) }} madeOf={{ version }} onDone={(answer: EditAnswer) => setTheirs(answer.theirs)} label="Edit the change">
        {fields.kind === 'catalog' ? <CatalogFields catalog={fields.is} /> : <PackageFields item={fields.is} />}
        <FormButtons><SubmitButton>{theirs ? 'Save mine over theirs' : 'Save in the draft'}</SubmitButton></FormButtons>
      </ActionForm>
    </FormColumn>
  );
}
