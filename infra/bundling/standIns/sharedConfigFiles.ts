/**
 * Stands in the bundles for the part of `@smithy/core` that reads `~/.aws/config` and `~/.aws/credentials`: a function has neither,
 * and takes its settings from its environment.
 */
export const loadSharedConfigFiles = () => Promise.resolve({ configFile: {}, credentialsFile: {} });

/** Between a section's kind and its name, in the keys of what would have been read. */
export const CONFIG_PREFIX_SEPARATOR = '.';
