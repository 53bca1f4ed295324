import type { tokens } from '@fluentui/react-components';
import type { IconName } from './icons';

export type StateLook = { word: string; icon: IconName; color: keyof typeof tokens };

const success = 'colorStatusSuccessForeground1';
const brand = 'colorBrandForeground1';
const waiting = 'colorPaletteMarigoldForeground2';
const danger = 'colorStatusDangerForeground1';
const blocked = 'colorPaletteDarkOrangeForeground1';
const quiet = 'colorNeutralForeground3';

/** Every state with its word, icon and colour, always the same three together. The word itself stays neutral. */
export const STATES = {
  delivered: { word: 'Delivered', icon: 'delivered', color: success },
  passed: { word: 'Passed', icon: 'delivered', color: success },
  approved: { word: 'Approved', icon: 'delivered', color: success },
  verified: { word: 'Verified', icon: 'delivered', color: success },
  onItsWay: { word: 'On its way', icon: 'onItsWay', color: brand },
  running: { word: 'Running', icon: 'onItsWay', color: brand },
  verifying: { word: 'Verifying', icon: 'onItsWay', color: brand },
  reversing: { word: 'Being taken back', icon: 'onItsWay', color: brand },
  soaking: { word: 'Soaking', icon: 'soaking', color: brand },
  gains: { word: 'Gains', icon: 'has', color: brand },
  mayAsk: { word: 'May ask', icon: 'circle', color: brand },
  eligible: { word: 'Eligible', icon: 'has', color: brand },
  waitingForApproval: { word: 'Waiting for approval', icon: 'waiting', color: waiting },
  waitingForYou: { word: 'Waits for your answer', icon: 'waiting', color: waiting },
  held: { word: 'Held', icon: 'held', color: waiting },
  open: { word: 'Open', icon: 'warning', color: waiting },
  failed: { word: 'Failed', icon: 'failed', color: danger },
  refused: { word: 'Refused', icon: 'refused', color: danger },
  blocked: { word: 'Blocked', icon: 'blocked', color: blocked },
  conflict: { word: 'Conflict', icon: 'warning', color: blocked },
  notYetVisible: { word: 'Not yet visible', icon: 'notVisible', color: quiet },
  draft: { word: 'Draft', icon: 'edit', color: quiet },
  alreadyHasIt: { word: 'Already has it', icon: 'has', color: quiet },
  skipped: { word: 'Skipped', icon: 'skipped', color: quiet },
  resolved: { word: 'Resolved', icon: 'has', color: quiet },
  reversed: { word: 'Taken back', icon: 'undo', color: quiet },
  expired: { word: 'Expired', icon: 'expired', color: quiet },
  ended: { word: 'Ended', icon: 'circle', color: quiet },
  notStarted: { word: 'Not started', icon: 'circle', color: quiet },
  error: { word: 'Error', icon: 'failed', color: danger },
  warning: { word: 'Warning', icon: 'warning', color: waiting },
  note: { word: 'Note', icon: 'info', color: quiet },
  excepted: { word: 'Excepted', icon: 'skipped', color: quiet },
  unknown: { word: 'Unknown', icon: 'question', color: quiet },
  published: { word: 'Published', icon: 'published', color: success },
  unpublished: { word: 'Unpublished', icon: 'notVisible', color: quiet },
  bothWays: { word: 'Both ways', icon: 'delivered', color: success },
  thisWayOnly: { word: 'This way only', icon: 'has', color: waiting },
  wayMissing: { word: 'This way is missing', icon: 'warning', color: waiting },
  rehearsed: { word: 'Rehearsed', icon: 'beaker', color: 'colorNeutralForeground2' },
  signed: { word: 'Signed', icon: 'signature', color: 'colorNeutralForeground2' },
} as const satisfies Record<string, StateLook>;

export type StateName = keyof typeof STATES;
