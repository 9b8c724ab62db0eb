export interface NamedPlace {
  readonly name: string;
  /** Absolute, with `/`. */
  readonly path: string;
}

/**
 * What places go by: each by its own name, but those that share one by as much of the end of their paths as tells them
 * apart. Places with different paths have different names.
 */
export function namesApart(places: readonly NamedPlace[]): readonly string[] {
  const ways = places.map(({ path }) => path.split('/').filter((part) => part !== ''));
  const depths = places.map(() => 0);
  for (;;) {
    const names = places.map(({ name, path }, index) => {
      const [depth = 0, way = []] = [depths[index], ways[index]];
      if (depth === 0) return name;
      return depth > way.length ? path : way.slice(-depth).join('/');
    });
    const twins = names.flatMap((name, index) =>
      names.indexOf(name) !== names.lastIndexOf(name) && depths[index]! <= ways[index]!.length ? [index] : [],
    );
    if (twins.length === 0) return names;
    for (const index of twins) depths[index]! += 1;
  }
}
