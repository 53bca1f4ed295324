'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { aboveCards, belowDesk, cards } from './breakpoint';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;
const ring = { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' };

export const useTableStyles = makeStyles({
  table: { backgroundColor: 'transparent', [belowDesk]: { tableLayout: 'auto' }, [cards]: { display: 'block' } },
  head: { position: 'sticky', top: '48px', zIndex: 2, backgroundColor: tokens.colorNeutralBackground1, [cards]: { position: 'static', display: 'block' } },
  headRow: {
    borderBottom: line,
    ':hover': { backgroundColor: 'transparent' },
    // A card says its values by itself; of the heads only the choice of all stays.
    [cards]: { display: 'flex', alignItems: 'center', boxSizing: 'border-box' },
  },
  headWithChoice: { [cards]: { position: 'relative', height: '40px', paddingLeft: '44px' } },
  headAlone: { [cards]: { display: 'none' } },
  chooseAll: { display: 'none', [cards]: { display: 'block', fontWeight: tokens.fontWeightRegular, fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground3 } },
  headCell: {
    height: '32px',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    '& > *': { minHeight: '32px', fontSize: 'inherit', lineHeight: 'inherit', color: 'inherit' },
    [cards]: { display: 'none' },
  },
  endHead: { paddingRight: tokens.spacingHorizontalXXL, '& > *': { justifyContent: 'flex-end' } },
  heard: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' },
  sort: {
    display: 'inline-flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    color: 'inherit',
    textDecorationLine: 'none',
    borderRadius: tokens.borderRadiusSmall,
    ':hover': { color: tokens.colorNeutralForeground1, textDecorationLine: 'underline' },
    ':focus-visible': ring,
  },
  body: { [cards]: { display: 'block' } },
  row: {
    borderBottom: line,
    ':hover': { backgroundColor: 'transparent' },
    ':focus-visible': ring,
    [cards]: {
      position: 'relative',
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'baseline',
      columnGap: tokens.spacingHorizontalM,
      paddingBlock: tokens.spacingVerticalS,
      minHeight: '44px',
      boxSizing: 'border-box',
    },
  },
  // In the dark a link is read on this one, and not on the subtle colour.
  clickable: { cursor: 'pointer', ':hover': { backgroundColor: tokens.colorNeutralBackground2Hover } },
  open: { backgroundColor: tokens.colorNeutralBackground2Selected, ':hover': { backgroundColor: tokens.colorNeutralBackground2Selected } },
  openFirst: { fontWeight: tokens.fontWeightSemibold },
  withSelection: { [cards]: { paddingLeft: '44px' } },
  selectionCell: { width: '44px', [cards]: { display: 'flex', alignItems: 'center', justifyContent: 'center', position: 'absolute', left: 0, top: 0, height: '36px', paddingLeft: 0, paddingRight: 0 } },
  // Beside the first line of a row of two.
  topSelection: { [aboveCards]: { verticalAlign: 'top', paddingTop: '2px' } },
  cell: {
    height: '34px',
    boxSizing: 'border-box',
    paddingTop: '6px',
    paddingBottom: '6px',
    overflowWrap: 'break-word',
    [cards]: { display: 'block', height: 'auto', width: 'auto', paddingTop: 0, paddingBottom: 0, paddingLeft: 0, paddingRight: 0, ':empty': { display: 'none' } },
  },
  topCell: { verticalAlign: 'top', height: '52px', paddingTop: tokens.spacingVerticalS, paddingBottom: tokens.spacingVerticalS },
  firstCell: { [cards]: { flexBasis: '100%', width: '100%', fontWeight: tokens.fontWeightSemibold } },
  endCell: { textAlign: 'right', paddingRight: tokens.spacingHorizontalXXL, ':last-child': { paddingRight: tokens.spacingHorizontalS }, fontVariantNumeric: 'tabular-nums', [cards]: { textAlign: 'left' } },
  // A number alone says nothing in a card.
  named: { [cards]: { '::before': { content: 'attr(data-header) " "', color: tokens.colorNeutralForeground3 } } },
  notOnPhone: { [cards]: { display: 'none' } },
  // A card on a phone keeps what a table on a desk leaves out: it may hold the reason.
  leftOut: { [aboveCards]: { display: 'none' } },
  lastHead: { position: 'relative', paddingRight: '32px', '& > *': { position: 'static' } },
  chooser: { position: 'absolute', right: '4px', top: '4px', [cards]: { display: 'none' } },
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalS,
    minHeight: '40px',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    marginBottom: tokens.spacingVerticalS,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorNeutralForeground1,
  },
  barActions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalL, rowGap: tokens.spacingVerticalXS },
  barLink: {
    border: 'none',
    padding: 0,
    backgroundColor: 'transparent',
    color: tokens.colorBrandForegroundLink,
    font: 'inherit',
    cursor: 'pointer',
    ':hover': { textDecorationLine: 'underline' },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` },
  },
});
