/** Below this width the rail becomes a bottom bar and everything stands in one column. */
export const phone = '@media (max-width: 639px)';

/** Between phone and desk: side columns go under the main one. */
export const narrow = '@media (max-width: 1023px)';
