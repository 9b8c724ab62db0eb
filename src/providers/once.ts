/**
 * Something that is made once, when it is first asked for: a promise until it is there, then the thing itself. Making
 * it is tried again after it has failed.
 */
export function once<Thing extends object>(make: () => Promise<Thing>): () => Thing | Promise<Thing> {
  let made: Thing | Promise<Thing> | undefined;
  return () => {
    made ??= make().then(
      (thing) => {
        made = thing;
        return thing;
      },
      (error: unknown) => {
        made = undefined;
        throw error;
      },
    );
    return made;
  };
}
