'use client';

import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  column: { maxWidth: '640px' },
  buttons: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS, marginTop: tokens.spacingVerticalS },
});

/** Keeps a form as wide as its lines can be read. */
export function FormColumn({ children }: { children: React.ReactNode }) {
  return <div className={useStyles().column}>{children}</div>;
}

/** The buttons at a form's end, the primary one first. */
export function FormButtons({ children }: { children: React.ReactNode }) {
  return <div className={useStyles().buttons}>{children}</div>;
}
