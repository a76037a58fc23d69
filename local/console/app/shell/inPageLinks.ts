/** Links to a place within a view move there; the address stays the view's. */
export function followInPageLinks(document: Document): void {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const href = event.target.closest('a')?.getAttribute('href');
    if (href === undefined || href === null || !href.startsWith('#') || href.startsWith('#/')) return;
    event.preventDefault();
    const place = document.getElementById(href.slice(1));
    if (place === null) return;
    const details = place.closest('details');
    if (details !== null) details.open = true;
    if (place.tabIndex < 0) place.setAttribute('tabindex', '-1');
    place.scrollIntoView({ block: 'start' });
    place.focus({ preventScroll: true });
  });
}
