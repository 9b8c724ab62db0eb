/** What a turn needs to have a place among the others. */
interface Placed {
  readonly id: string;
  /** The turn that it follows; absent at the beginning of the chat. */
  readonly parentId?: string;
}

/** Turns that branch. Each comes after the one that it follows, and later than the ones beside it that are older. */
export interface Branching<Turn extends Placed> {
  readonly turns: readonly Turn[];
  /** Turns that are shown in place of a newer one beside them. */
  readonly preferred: readonly string[];
}

/** Turns that follow one another without a fork, and the branches that fork off at their end. */
export interface Branch<Turn extends Placed> {
  readonly turns: readonly [Turn, ...Turn[]];
  readonly forks: readonly Branch<Turn>[];
}

/** The turns that are shown and that the model is told of: from each fork the preferred way, else the newest. */
export function activePath<Turn extends Placed>({ turns, preferred }: Branching<Turn>): readonly Turn[] {
  const isPreferred = new Set(preferred);
  const next = new Map<string | undefined, Turn>();
  for (const turn of turns) {
    const older = next.get(turn.parentId);
    if (!older || !isPreferred.has(older.id) || isPreferred.has(turn.id)) next.set(turn.parentId, turn);
  }
  const path: Turn[] = [];
  for (let turn = next.get(undefined); turn; turn = next.get(turn.id)) path.push(turn);
  return path;
}

/** From the beginning of the chat to this turn; empty for an unknown one. */
export function pathTo<Turn extends Placed>(turns: readonly Turn[], id: string): readonly Turn[] {
  const known = new Map(turns.map((turn) => [turn.id, turn]));
  const path: Turn[] = [];
  for (
    let turn = known.get(id);
    turn;
    turn = turn.parentId === undefined ? undefined : known.get(turn.parentId)
  )
    path.push(turn);
  return path.reverse();
}

/** This turn and all that follow it, on whichever branch. */
export function subtreeOf<Turn extends Placed>(turns: readonly Turn[], id: string): readonly Turn[] {
  const ids = new Set([id]);
  return turns.filter((turn) => {
    const isIn = turn.id === id || (turn.parentId !== undefined && ids.has(turn.parentId));
    if (isIn) ids.add(turn.id);
    return isIn;
  });
}

/** The turn in which the branch of this one ends, as it was last shown; `undefined` for an unknown one. */
export function endOfBranch<Turn extends Placed>(tree: Branching<Turn>, id: string): Turn | undefined {
  if (!tree.turns.some((turn) => turn.id === id)) return undefined;
  return activePath({ ...tree, preferred: preferring(tree, id) }).at(-1);
}

/** Which turns are to be preferred, so that this one is shown and all else stays as it is. */
export function preferring<Turn extends Placed>(
  { turns, preferred }: Branching<Turn>,
  id: string,
): readonly string[] {
  // So is nearly every chat, and one of a thousand turns is made of as many beginnings.
  if (preferred.length === 0 && isLine(turns)) return preferred;
  const path = pathTo(turns, id);
  const parents = new Set(path.map((turn) => turn.parentId));
  const beside = turns.filter((turn) => parents.has(turn.parentId));
  const newest = new Map(beside.map((turn) => [turn.parentId, turn.id]));
  const isBeside = new Set(beside.map((turn) => turn.id));
  return [
    ...preferred.filter((each) => !isBeside.has(each)),
    ...path.filter((turn) => newest.get(turn.parentId) !== turn.id).map((turn) => turn.id),
  ];
}

/** Each follows the one before it. */
const isLine = (turns: readonly Placed[]): boolean =>
  turns.every(({ parentId }, index) => parentId === turns[index - 1]?.id);

/** All branches, outermost first: what an outline shows. */
export function outlineOf<Turn extends Placed>(turns: readonly Turn[]): readonly Branch<Turn>[] {
  interface Growing {
    readonly turns: [Turn, ...Turn[]];
    readonly forks: Growing[];
  }
  const followers = new Map<string | undefined, number>();
  for (const { parentId } of turns) followers.set(parentId, (followers.get(parentId) ?? 0) + 1);
  const roots: Growing[] = [];
  const branchOf = new Map<string, Growing>();
  for (const turn of turns) {
    const parent = turn.parentId === undefined ? undefined : branchOf.get(turn.parentId);
    if (parent && followers.get(turn.parentId) === 1) {
      parent.turns.push(turn);
      branchOf.set(turn.id, parent);
    } else {
      const branch: Growing = { turns: [turn], forks: [] };
      (parent?.forks ?? roots).push(branch);
      branchOf.set(turn.id, branch);
    }
  }
  return roots;
}
