import { TsgiError, type HeaderList } from "@tsgi/core";
import { Head } from "@tsgi/core/server";
import { createEnviron } from "@tsgi/testing";
import { rules, validate } from "@tsgi/validator";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Rules that are stricter than startResponse. */
const STRICTER = new Set([
  "header-status",
  "header-value-trimmed",
  "header-content-length-forbidden",
  "header-content-type-once",
  "header-etag",
]);

function refusedByCore(status: unknown, headers: unknown): boolean {
  try {
    void new Head(status as number, headers as HeaderList);
    return false;
  } catch (error) {
    if (error instanceof TsgiError) return true;
    throw error;
  }
}

/** Returns the broken rules of level error, without the stricter ones, for a call of startResponse. */
function refusedByRules(status: unknown, headers: unknown): boolean {
  const broken: string[] = [];
  const app = validate(
    (_, startResponse) => {
      startResponse(status as number, headers as HeaderList);
      return null;
    },
    {
      onViolation: ({ rule }) => {
        if (rule.level === "error" && (rule.applies === "start" || rule.applies === "header"))
          broken.push(rule.id);
      },
    },
  );
  void app(createEnviron(), () => {});
  return broken.some((id) => !STRICTER.has(id));
}

const special = fc.constantFrom(
  "connection",
  "Transfer-Encoding",
  "content-length",
  "Content-Type",
  "etag",
  "status",
  "x y",
  "",
);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("a", "-", "_", " ", "\t", "\n", "\0", "\x7f", "\xff", "\u0100", "5") }),
);
const pair = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(fc.oneof(special, text), text) },
  { weight: 1, arbitrary: fc.anything() },
);
const status = fc.oneof(fc.integer({ min: 190, max: 610 }), fc.anything());

describe("the rules of a head", () => {
  test("refuse the same as core, except for deliberately stricter rules", () => {
    fc.assert(
      fc.property(status, fc.oneof(fc.array(pair, { maxLength: 4 }), fc.anything()), (code, headers) => {
        expect(refusedByRules(code, headers)).toBe(refusedByCore(code, headers));
      }),
      { numRuns: 2000 },
    );
  });

  test("are stricter only by existing rules", () => {
    const ids = new Set(rules.map(({ id }) => id));
    for (const id of STRICTER) expect(ids).toContain(id);
  });
});
