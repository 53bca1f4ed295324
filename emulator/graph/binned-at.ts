/** When something went into the bin, as its `deletedDateTime` tells. */
export const binnedAt = (bin: { deleted: number } | undefined): string | null => (bin ? new Date(bin.deleted).toISOString() : null);
