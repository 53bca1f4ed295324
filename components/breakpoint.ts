/** Below this width the rail becomes a bottom bar and everything stands in one column. */
export const phone = '@media (max-width: 639px)';

/** Beside the rail a table has no room for its columns below this width: each row is a card, as on a phone. */
export const cards = '@media (max-width: 959px)';

/** From here on a table is a table, with columns. */
export const aboveCards = '@media (min-width: 960px)';

/** From here on the rail is there. */
export const abovePhone = '@media (min-width: 640px)';

/** Below this the widths a table asks for may not fit any more. */
export const belowDesk = '@media (max-width: 1279px)';

/** Between phone and desk: side columns go under the main one. */
export const narrow = '@media (max-width: 1023px)';
