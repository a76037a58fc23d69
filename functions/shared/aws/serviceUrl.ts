/** Where a service of a Region is: AWS's own endpoint, unless the environment names another, as for the SDK's clients. */
export function serviceUrl(host: string, { region, partition }: { region: string; partition: string }): URL {
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(process.env['AWS_ENDPOINT_URL'] ?? `https://${host}.${region}.${suffix}`);
}
