/** Under this key a workspace remembers the id of the batch that is not finished. */
export const UNFINISHED_BATCH = 'inkstone.unfinishedBatch';
