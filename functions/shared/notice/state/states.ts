/**
 * What people are told that a connection is in. `waiting`: it is wanted, and begins when what its reason says has come; `failed`: the last
 * execution for it ended badly, or its cluster's tag names no workspace, whatever was there before; `silent`: its scraper is ACTIVE and
 * no sample of it arrives; `disconnected`: it was taken away.
 */
export const CONNECTION_STATES = ['connecting', 'connected', 'failed', 'silent', 'waiting', 'disconnected'] as const;
/** As the cluster's status tag, the event and the mail name it. */
export type ConnectionState = (typeof CONNECTION_STATES)[number];
