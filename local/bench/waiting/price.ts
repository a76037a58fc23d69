/**
 * US dollars in us-east-1, without the free tiers. Step Functions: https://aws.amazon.com/step-functions/pricing/. Lambda, arm64,
 * first tier: https://aws.amazon.com/lambda/pricing/, whose rates a script fills in; read from
 * https://cloudchipr.com/blog/aws-lambda-pricing, and so UNVERIFIED at the source.
 */
export const PRICES = {
  perTransition: 0.025 / 1000,
  perRequest: 0.2 / 1_000_000,
  perGbSecond: 0.000_013_333_4,
} as const;

/** Assumed, since nothing here can measure it: the mean billed time of an invocation, with its share of cold starts. */
export const ASSUMED_SECONDS = 1;

/** What the price leaves out. */
export const NOT_PRICED = "logs, X-Ray, metrics and the scraper's own hours and samples";

/** US dollars of one onboarding, in us-east-1, without free tiers. */
export interface Price {
  stepFunctions: number;
  lambdaRequests: number;
  lambdaDuration: number;
  total: number;
}

/** @param memoryMb of every function; each invocation is taken to last `ASSUMED_SECONDS`. */
export function priceOf(
  { transitions, invocations }: { transitions: number; invocations: number },
  memoryMb: number,
): Price {
  const stepFunctions = transitions * PRICES.perTransition;
  const lambdaRequests = invocations * PRICES.perRequest;
  const lambdaDuration = invocations * ASSUMED_SECONDS * (memoryMb / 1024) * PRICES.perGbSecond;
  return { stepFunctions, lambdaRequests, lambdaDuration, total: stepFunctions + lambdaRequests + lambdaDuration };
}
