import { SignatureV4 } from '@smithy/signature-v4';

/**
 * Stands in the bundles for `@aws-sdk/signature-v4-multi-region`, with which STS's client signs: by SigV4, for one Region. For
 * several the package needs another one, which is not among the dependencies; it says so by the same word.
 */
export class SignatureV4MultiRegion extends SignatureV4 {
  static sigv4aDependency() {
    return 'none' as const;
  }
}
