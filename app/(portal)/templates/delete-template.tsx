'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { deleteTemplateAction } from './actions';

/** Deletes a template once somebody has said so again. */
export function DeleteTemplate({ templateId, name }: { templateId: string; name: string }) {
  return <ConfirmDialog trigger="Delete…" title={`Delete the template “${name}”?`} loss="Nobody can make packages of it any more. Packages and drafts that were made of it stay as they are." confirm="Delete the template" keep="Keep it" action={deleteTemplateAction} hidden={{ templateId }} />;
}
