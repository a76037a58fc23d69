import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ERROR_NAMES } from '../../functions/shared/errors.ts';
import { limitMinutes, samplesWait, WAITS } from '../../functions/shared/waiting.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { synthesizedStacks } from '../../local/deployment/synthesized.ts';
import { anchorOf } from './pages.ts';

interface Section {
  heading: string;
  /** What follows the heading, up to the next. */
  text: string;
}

/** Step Functions' own errors that a person meets. */
const SERVICE_ERRORS = ['States.Timeout', 'States.Runtime'];

const RUNBOOK = new URL('../../docs/runbook.md', import.meta.url);

/** The lines of a code block are no headings, though a comment in one begins as a heading does. */
function readSections(text: string): Section[] {
  const sections: Section[] = [];
  let fenced = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    const heading = fenced ? undefined : /^#{1,6} (.+)$/.exec(line)?.[1];
    const last = sections.at(-1);
    if (heading !== undefined) sections.push({ heading, text: '' });
    else if (last !== undefined) last.text += `${line}\n`;
  }
  return sections;
}

const alarmSchema = z.object({
  Type: z.literal('AWS::CloudWatch::Alarm'),
  Properties: z.object({ AlarmName: z.string(), AlarmDescription: z.string() }),
});
const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });

async function deployedAlarms() {
  const stacks = await synthesizedStacks(readConfiguration());
  return stacks.flatMap(({ template }) =>
    Object.values(templateSchema.parse(template).Resources).flatMap((resource) => {
      const alarm = alarmSchema.safeParse(resource);
      return alarm.success ? [alarm.data.Properties] : [];
    }),
  );
}

const runbook = readFileSync(RUNBOOK, 'utf8');
const sections = readSections(runbook);
const anchors = sections.map(({ heading }) => anchorOf(heading));
const alarms = await deployedAlarms();

describe('the runbook', () => {
  test.each([...ERROR_NAMES, ...SERVICE_ERRORS])('has one heading for the error %s, with a command', (name) => {
    const found = sections.filter(({ heading }) => heading === name);
    expect(found).toHaveLength(1);
    expect(found[0]?.text).toMatch(/\*\*Means:\*\*/);
    expect(found[0]?.text).toMatch(/^aws /m);
  });

  test.each([
    ['ScraperTimeout', WAITS.active],
    ['OwnedElsewhere', WAITS.turn],
    ['NoSamples', samplesWait(60)],
  ])('says under %s for how long is waited', (name, wait) => {
    const found = sections.find(({ heading }) => heading === name);
    expect(found?.text).toContain(` ${limitMinutes(wait)} minutes`);
  });

  test('and the procedures say for how long an undo is tried', () => {
    const procedures = readFileSync(new URL('procedures.md', RUNBOOK), 'utf8');
    expect(procedures).toContain(`AWS refuses the undo for ${limitMinutes(WAITS.deletion)} minutes`);
  });

  test('is held against alarms that there are', () => {
    expect(alarms.length).toBeGreaterThan(0);
  });

  test.each(alarms)('has the heading that the alarm $AlarmName leads to, with a command', (alarm) => {
    const anchor = /Runbook: docs\/runbook\.md#(\S+)$/.exec(alarm.AlarmDescription)?.[1];
    const found = sections.filter(({ heading }) => anchorOf(heading) === anchor);
    expect(found).toHaveLength(1);
    expect(found[0]?.text).toContain(`\`${alarm.AlarmName}\``);
    expect(found[0]?.text).toMatch(/aws /);
  });

  test('has no heading of an error or an alarm that there is not', () => {
    const known = new Set([
      ...[...ERROR_NAMES, ...SERVICE_ERRORS, 'ProductGaveUp', 'Other errors'].map(anchorOf),
      ...alarms.map(({ AlarmName }) => AlarmName.replace(/^amp-scraper-/, '')),
    ]);
    const entries = anchors.slice(anchors.indexOf('errors') + 1).filter((anchor) => anchor !== 'alarms');
    expect(entries.filter((anchor) => !known.has(anchor))).toEqual([]);
  });

  test('links to headings of its own that there are, each of them once', () => {
    const linked = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(linked.filter((anchor) => !anchors.some((one) => one === anchor))).toEqual([]);
    expect(new Set(anchors).size).toBe(anchors.length);
  });
});
