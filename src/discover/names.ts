/** What a search can be made by. */
export const searcherNames = ['ppo', 'evolution', 'random'] as const;
/** The name of a searcher. */
export type SearcherName = (typeof searcherNames)[number];
