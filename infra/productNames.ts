/** The product's fixed names: what the product stack, the workflow stack and the local run agree on. */
export const PROVIDER_FUNCTION_NAME = 'amp-scraper-product';
export const WAITER_NAME = 'amp-scraper-product-waiter';

/** The ServiceToken of the product's custom resource: the provider function of its own account and Region. */
export function providerArn(place: { partition: string; region: string; accountId: string }): string {
  return `arn:${place.partition}:lambda:${place.region}:${place.accountId}:function:${PROVIDER_FUNCTION_NAME}`;
}
