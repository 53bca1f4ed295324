'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { phone } from '@/components/breakpoint';

/** How the fields of a row stand beside each other. */
export const useRowStyles = makeStyles({
  root: { maxWidth: '960px' },
  fields: { display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', alignItems: 'start', columnGap: tokens.spacingHorizontalXL, rowGap: tokens.spacingVerticalM, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  stage: { display: 'grid', gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 2fr) minmax(200px, 1fr)', alignItems: 'start', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalS, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  policy: { display: 'grid', rowGap: tokens.spacingVerticalL, minWidth: 0 },
  quiet: { color: tokens.colorNeutralForeground3 },
  add: { marginBottom: tokens.spacingVerticalXL },
});
