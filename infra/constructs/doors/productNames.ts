/** The product's fixed names: what the product stack, the workflow stack and the local run agree on. */
export function providerFunctionName(installation: string): string {
  return `${installation}-product`;
}

/** The state machine of the provider framework that calls isComplete until it says so. */
export function waiterName(installation: string): string {
  return `${installation}-product-waiter`;
}

/** The ServiceToken of the product's custom resource: the provider function of its own account and Region. */
export function providerArn(
  installation: string,
  place: { partition: string; region: string; accountId: string },
): string {
  return `arn:${place.partition}:lambda:${place.region}:${place.accountId}:function:${providerFunctionName(installation)}`;
}
