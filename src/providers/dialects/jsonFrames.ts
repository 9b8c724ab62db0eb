import type { Emit, Fail } from './dialect.ts';
import { isObject, type JsonObject, parseJson, parseObject } from './json.ts';

interface JsonFramesDeps {
  /** Takes what a frame holds. */
  read(value: JsonObject, emit: Emit): void;
  /** Whether anything of the answer has been passed on. */
  isVisible(): boolean;
  readonly fail: Fail;
}

/** Frames of JSON that a proxy may have damaged. */
export interface JsonFrames {
  /** A proxy may have cut one object into two frames, so a frame that does not parse waits for the next. */
  push(data: string, emit: Emit): void;
  /** A part of an object waits for its rest. */
  readonly isHalf: boolean;
}

export function createJsonFrames({ read, isVisible, fail }: JsonFramesDeps): JsonFrames {
  let half: string | undefined;
  let damaged = 0;

  function push(data: string, emit: Emit): void {
    const value = parseJson(half === undefined ? data : half + data);
    if (value !== undefined) {
      half = undefined;
      if (isObject(value)) read(value, emit);
    } else if (half === undefined) {
      half = data;
    } else {
      dropHalf(half.length);
      push(data, emit);
    }
  }

  /** One damaged frame in an answer that is already being read is worth less than the answer. */
  function dropHalf(length: number): void {
    half = undefined;
    if (!isVisible() || ++damaged > 1)
      throw fail({
        kind: isVisible() ? 'interrupted' : 'protocol',
        note: `${length} characters that are not JSON`,
      });
  }

  return {
    push,
    get isHalf() {
      return half !== undefined;
    },
  };
}

/** An answer in one piece. Throws what `fail` makes when it is not an object in JSON. */
export function wholeObject(body: string, fail: Fail): JsonObject {
  const value = parseObject(body);
  if (value) return value;
  throw fail({ kind: 'protocol', note: `${body.length} characters that are not JSON` });
}
