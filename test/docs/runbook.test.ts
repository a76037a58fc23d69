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

const pageOf = (name: string) => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
const sections = readSections(pageOf('runbook'));
const ofAlarms = readSections(pageOf('alarms'));
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
    expect(pageOf('procedures')).toContain(`AWS refuses the undo for ${limitMinutes(WAITS.deletion)} minutes`);
  });

  test('has no heading of an error that there is not', () => {
    const known = [...ERROR_NAMES, ...SERVICE_ERRORS, 'ProductGaveUp', 'Other errors'];
    const headings = sections.map(({ heading }) => heading);
    const entries = headings.slice(headings.indexOf('Errors') + 1);
    expect(entries.filter((heading) => !known.includes(heading))).toEqual([]);
  });
});

describe('the page of the alarms', () => {
  test('is held against alarms that there are', () => {
    expect(alarms.length).toBeGreaterThan(0);
  });

  test.each(alarms)('has the heading that the alarm $AlarmName leads to, with a command', (alarm) => {
    const anchor = /Runbook: docs\/alarms\.md#(\S+)$/.exec(alarm.AlarmDescription)?.[1];
    const found = ofAlarms.filter(({ heading }) => anchorOf(heading) === anchor);
    expect(found).toHaveLength(1);
    expect(found[0]?.text).toContain(`\`${alarm.AlarmName}\``);
    expect(found[0]?.text).toMatch(/aws /);
  });

  test('has no heading of an alarm that there is not', () => {
    const known = alarms.map(({ AlarmName }) => AlarmName.replace(/^amp-scraper-/, ''));
    const [title, ...entries] = ofAlarms.map(({ heading }) => heading);
    expect(title).toBe('Alarms');
    expect(entries.filter((heading) => !known.includes(heading))).toEqual([]);
  });
});
