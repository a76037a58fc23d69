import { h, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

let isFirst = true;

/** For who has used a control that is gone then. */
export function focusHeading(): void {
  document.querySelector('h1')?.focus();
}

/**
 * The one heading of a view. Whoever has navigated to it is there by keyboard, too; the first view takes no focus from the page's top.
 * @param title of the document; the heading's own text unless given
 */
export function Heading({ text, title = text }: { text: string; title?: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, []);
  useEffect(() => {
    document.title = `${title} · amp-scraper on the embedded AWS`;
  }, [title]);
  return h('h1', { ref: heading, tabIndex: -1 }, text);
}
