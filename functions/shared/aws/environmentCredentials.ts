/**
 * Stands in the bundles for `@aws-sdk/credential-provider-node`, of which the SDK's clients import `defaultProvider` alone; should
 * one come to import more, it no longer bundles. Lambda puts the credentials of a function's role into the environment and
 * keeps them there unchanged for as long as an execution environment lives: the rest of the chain (profiles, SSO,
 * processes, web identity, metadata endpoints) is never reached, yet loading it is a good part of a cold start. The
 * environment is read for every call: no client keeps what it found there.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
