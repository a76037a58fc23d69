/** Stands in the bundles for the SHA-256 in JavaScript that `@smithy/core` falls back on where Node.js is built without OpenSSL. */
export function Sha256Js(): never {
  throw new Error('This Node.js has no SHA-256.');
}
