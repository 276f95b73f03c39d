import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWindow } from "../src/form/byte-window.ts";

/** Bytes to add, or how many to take. */
const step = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.nat(150));

describe("ByteWindow", () => {
  test("holds what was added and not taken, and never writes over what was", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4 }), fc.array(step, { maxLength: 60 }), (first, steps) => {
        const window = new ByteWindow(first);
        const taken: [Uint8Array, number[]][] = [];
        let model = [...first];
        for (const each of steps) {
          if (typeof each === "number") {
            taken.push([window.take(each), model.slice(0, each)]);
            model = model.slice(each);
          } else {
            window.add(each);
            model.push(...each);
          }
          expect(window.length).toBe(model.length);
          expect([...window.bytes]).toEqual(model);
          expect([window.at(0), window.at(model.length)]).toEqual([model[0], undefined]);
        }
        for (const [bytes, expected] of taken) expect([...bytes]).toEqual(expected);
      }),
    );
  });

  test("allocates memory now and then, not with each chunk", () => {
    const window = new ByteWindow(new Uint8Array(1));
    const memories = new Set<ArrayBufferLike>();
    for (let i = 0; i < 10_000; i++) {
      window.add(new Uint8Array(1));
      memories.add(window.bytes.buffer);
    }
    expect(memories.size).toBeLessThan(20);
  });
});
