/**
 * Stands in the bundles for `@aws-sdk/middleware-endpoint-discovery`, of which DynamoDB's client takes its configuration and no
 * command the middleware: the cache that it makes is never asked.
 */
export const resolveEndpointDiscoveryConfig = <Configuration>(configuration: Configuration): Configuration =>
  configuration;

/** Of an environment and of files that have no word of endpoint discovery. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};
