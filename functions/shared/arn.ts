/** The parts of an ARN: `arn:<partition>:<service>:<region>:<accountId>:<resource>`; IAM leaves the Region empty. */
export interface Arn {
  partition: string;
  service: string;
  region: string;
  accountId: string;
  resource: string;
}

/** Splits an ARN; undefined when the text is not one. What the parts may contain is for the caller to check. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, accountId, ...rest] = text.split(':');
  const resource = rest.join(':');
  if (prefix !== 'arn' || !partition || !service || region === undefined || accountId === undefined || !resource) {
    return undefined;
  }
  return { partition, service, region, accountId, resource };
}

/** As parseArn, for an ARN that has been checked before or that AWS gave. @throws TypeError for anything else, which is a defect. */
export function arnParts(text: string): Arn {
  const arn = parseArn(text);
  if (arn === undefined) throw new TypeError(`Not an ARN: ${JSON.stringify(text)}`);
  return arn;
}
