import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import type { RunReport } from './report.ts';
import { reportView } from './view/reportView.ts';

const STYLE = new URL('view/report.css', import.meta.url);

/** The report as one page that loads nothing and runs nothing: what forbids both stands in it. */
export function reportHtml(report: RunReport): string {
  const style = readFileSync(STYLE, 'utf8');
  const digest = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  const head = h(
    'head',
    null,
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', null, `${report.title}: ${report.verdict}`),
  );
  const page = render(h('html', { lang: 'en' }, head, h('body', null, reportView(report))));
  return `<!doctype html>\n${page.replace('</head>', () => `<style>${style}</style></head>`)}\n`;
}
