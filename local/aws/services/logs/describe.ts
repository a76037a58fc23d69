import * as z from 'zod';
import { defineOperation } from '../../operation.ts';
import { groupInput, groupOf, groupsOf, linesOf, logsCheck, nextToken, pageOf, stream } from './groups.ts';

const limit = z.int().min(1).max(50).default(50);

const groupsInput = z.strictObject({
  logGroupNamePrefix: groupInput.logGroupName,
  logGroupNamePattern: groupInput.logGroupName,
  limit,
  nextToken,
});

/**
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html: by a prefix of the name or a part of
 * it.
 */
export const describeLogGroups = defineOperation<z.infer<typeof groupsInput>>({
  service: 'logs',
  name: 'DescribeLogGroups',
  input: groupsInput,
  access: (_input, { caller: { accountId } }) => [
    { action: 'logs:DescribeLogGroups', resourceArn: '*', resourceAccountId: accountId },
  ],
  run({ logGroupNamePrefix = '', logGroupNamePattern = '', limit: most, nextToken: token }, call) {
    const wanted = groupsOf(call).filter(
      ({ name }) => name.startsWith(logGroupNamePrefix) && name.includes(logGroupNamePattern),
    );
    const { page, nextToken: next } = pageOf(
      wanted.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
      most,
      token,
    );
    const logGroups = page.map((group) => ({
      logGroupName: group.name,
      arn: `${group.arn.replace(/:\*$/, '')}:*`,
      logGroupArn: group.arn.replace(/:\*$/, ''),
      retentionInDays: group.retentionDays,
      metricFilterCount: group.filters.length,
      storedBytes: 0,
      logGroupClass: 'STANDARD',
    }));
    return { logGroups, nextToken: next };
  },
});

const streamsInput = z.strictObject({
  ...groupInput,
  logStreamNamePrefix: stream.optional(),
  orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
  descending: z.boolean().default(false),
  limit,
  nextToken,
});

/**
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html: in the order of their names, or of
 * their last lines.
 */
export const describeLogStreams = defineOperation<z.infer<typeof streamsInput>>({
  service: 'logs',
  name: 'DescribeLogStreams',
  input: streamsInput,
  access: (input, call) => logsCheck('DescribeLogStreams', input, call),
  run({ logStreamNamePrefix = '', orderBy, descending, limit: most, nextToken: token, ...named }, call) {
    const group = groupOf(named, call);
    const streams = Map.groupBy(linesOf(group, call.now), (event) => event.stream);
    const shown = [...streams].map(([logStreamName, events]) => ({
      logStreamName,
      creationTime: events[0]?.at,
      firstEventTimestamp: events[0]?.at,
      lastEventTimestamp: events.at(-1)?.at ?? 0,
      arn: `${group.arn.replace(/:\*$/, '')}:log-stream:${logStreamName}`,
    }));
    const byName = shown
      .filter(({ logStreamName }) => logStreamName.startsWith(logStreamNamePrefix))
      .toSorted((one, other) => (one.logStreamName < other.logStreamName ? -1 : 1));
    const byTime = byName.toSorted((one, other) => one.lastEventTimestamp - other.lastEventTimestamp);
    const ordered = orderBy === 'LogStreamName' ? byName : byTime;
    const { page, nextToken: next } = pageOf(descending ? ordered.toReversed() : ordered, most, token);
    return { logStreams: page, nextToken: next };
  },
});
