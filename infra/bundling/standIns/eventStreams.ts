/**
 * Stands in the bundles for `@smithy/core/event-streams`, which the SDK imports when an operation answers or takes a stream of events: none
 * of ours does. An `import()` in a bundle of one file keeps all that the imported file could give, and what that imports, so that
 * much of `@smithy/core` would be in every bundle.
 */
export function EventStreamSerde(): never {
  throw new Error('The bundles have no code for streams of events.');
}
