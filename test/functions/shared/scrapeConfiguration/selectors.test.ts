import { describe, expect, test } from 'vitest';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import { fieldSelector, labelSelector } from '../../../../functions/shared/scrapeConfiguration/schema/selectors.ts';

const long = (count: number) => 'a'.repeat(count);

describe('a label selector', () => {
  test.each([
    '',
    'app',
    '!app',
    '! app',
    'app=shop',
    'app = shop',
    'app==shop',
    'app!=shop',
    'app=',
    'app==',
    'app!=',
    'app=,tier=web',
    'app=shop,tier=web,!canary',
    'tier in (web)',
    'tier in (web, api)',
    'tier notin (web,api)',
    'tier in ()',
    'tier in (,)',
    'tier in (,a)',
    'tier in (a,)',
    'tier in (a,,b)',
    'tier in (web),app',
    'cpu>1',
    'cpu<10,app',
    'in in (in)',
    'in',
    'notin=in',
    'example.com/app=shop',
    'a.b1-c2.d3e/app',
    'a.b-c.d/App_1.x-Y=v',
    '1/1=1',
    `${long(63)}=${long(63)}`,
    `${'a.'.repeat(126)}a/x`,
    'a=b.c_d-e',
  ])('%s is one', (text) => {
    expect(labelSelector(text)).toBeUndefined();
  });

  test.each([
    ',',
    'app,',
    ',app',
    'app,,tier',
    'app tier',
    'app=shop tier',
    'app=shop=web',
    'app===shop',
    'app=!shop',
    '!app=shop',
    '!app in (a)',
    '!!app',
    '!',
    '=shop',
    '(app)',
    'app in',
    'app in web',
    'app in (web',
    'app in (',
    'app in web)',
    'app in (web api)',
    'app in (web=)',
    'app in (a b)',
    'app in (-a)',
    'app in (,,)',
    'app in (a),',
    'app in (a)b',
    'app in ((a))',
    'cpu>',
    'cpu>a',
    'cpu>1a',
    'cpu>a1',
    'cpu<-1',
    'cpu<1<2',
    'cpu>=1',
    'app notin',
    'app like (a)',
    '-app',
    'app-',
    '_app',
    'app=-x',
    'app=x-',
    'app=x/y',
    'a/b/c',
    '/app',
    'app/',
    'Example.com/app',
    'a.b_c/app',
    'a.bc_/app',
    'a..b/app',
    'a-/app',
    '-a/app',
    'a.-b/app',
    'a/-b',
    long(64),
    `app=${long(64)}`,
    `${'a.'.repeat(126)}aa/x`,
    `app in (${long(64)})`,
    'äpp',
    'app=ä',
  ])('%s is none', (text) => {
    expect(labelSelector(text)).toEqual({
      problem: 'is not a label selector of Kubernetes',
      remedy: 'Write e.g. app=shop,tier in (web, api),!canary',
    });
  });

  test('may be a scalar without quotes', () => {
    expect(labelSelector(new Plain('1', 1))).toBeUndefined();
  });
});

describe('a field selector', () => {
  test.each([
    '',
    'metadata.name=a',
    'metadata.name==a',
    'metadata.name!=a',
    'metadata.name=',
    'metadata.name!=',
    'a=b,c!=d',
    'a=b,',
    ',a=b',
    '=a',
    'a!b=c',
    String.raw`a=b\,c`,
    String.raw`a=b\=c`,
    String.raw`a=b\\c`,
    'a=b!c',
    'a\nb=c\nd',
  ])('%j is one', (text) => {
    expect(fieldSelector(text)).toBeUndefined();
  });

  test.each([
    'metadata.name',
    'a=b=c',
    'a=b,c',
    'a===b',
    'a!==b',
    'a=b!=c',
    String.raw`a=b\d`,
    'a=b\\',
    String.raw`a\,b`,
    'a!b',
  ])('%j is none', (text) => {
    expect(fieldSelector(text)).toEqual({
      problem: 'is not a field selector of Kubernetes',
      remedy: 'Write e.g. spec.nodeName=a,status.phase!=Failed',
    });
  });

  test('may be no scalar without quotes that has no sign', () => {
    expect(fieldSelector(new Plain('1', 1))).toBeDefined();
  });
});
