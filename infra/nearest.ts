import leven from 'leven';

/**
 * What somebody may have meant by a name that there is not. Nobody where more would have to change than two letters, or a third of a long
 * name: a guess that far off misleads.
 */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const near = names.flatMap((name) => {
    const distance = leven(typed.toLowerCase(), name.toLowerCase());
    const most = Math.max(2, Math.floor(name.length / 3));
    return typed !== name && distance <= most && distance < name.length ? [{ name, distance }] : [];
  });
  return near.toSorted((one, other) => one.distance - other.distance)[0]?.name;
}

/** A sentence that goes behind the one that says a name is unknown, with a blank before it; empty where no name is near. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const meant = nearest(typed, names);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}
