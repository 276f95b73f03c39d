import { describe, expect, test } from "vitest";
import * as errors from "../src/errors.ts";
import { TsgiError, type ErrorCode, type ErrorRow } from "../src/index.ts";
import { show } from "../src/server/index.ts";

const rows = Object.entries(errors) as [ErrorCode, ErrorRow][];

describe("the table of errors", () => {
  test.each(rows)("%s is complete", (code, entry) => {
    expect(code).toMatch(/^TSGI_[A-Z]+(_[A-Z]+)*$/);
    expect(entry.code).toBe(code);
    const { package: owner = "core", status = 500, message } = entry;
    expect(owner).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(Number.isInteger(status) && status >= 400 && status <= 599).toBe(true);
    expect(message).toMatch(/^\S.*[^.\s]$/);
  });

  test("no two codes say the same", () => {
    expect(new Set(rows.map(([, { message }]) => message)).size).toBe(rows.length);
  });
});

describe("TsgiError", () => {
  test.each(rows)("%s has the form [tsgi/<package>] CODE: message", (code, row) => {
    const { message, status = 500, package: owner = "core" } = row;
    const error = new TsgiError(row);
    expect(error.message).toBe(`[tsgi/${owner}] ${code}: ${message}`);
    expect([error.code, error.status, error.name]).toEqual([code, status, "TsgiError"]);
    expect(error).toBeInstanceOf(Error);
    expect("cause" in error).toBe(false);
  });

  test("shows what was seen, and keeps the cause", () => {
    const cause = new Error("below");
    const error = new TsgiError(errors.TSGI_STATUS_INVALID, "99", cause);
    expect(error.message).toMatch(/from 200 to 599, .* \(99\)$/);
    expect(error.cause).toBe(cause);
  });
});

describe("show", () => {
  class Named {
    value = 1;
  }
  test.each([
    ["text", '"text"'],
    ['"\n', String.raw`"\"\n"`],
    [1, "1"],
    [NaN, "NaN"],
    [10n, "10"],
    [null, "null"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [Named, "function Named"],
    [{ secret: 1 }, "[object Object]"],
    [[1], "[object Array]"],
    [Object.create(null), "[object Object]"],
  ])("prints a value on one line without its content", (value, text) => {
    expect(show(value)).toBe(text);
  });

  test("prints at most 60 characters, and functions without a name", () => {
    for (const length of [59, 1000]) expect(show("x".repeat(length)).length).toBeLessThanOrEqual(60);
    expect(show("x".repeat(58))).toHaveLength(60);
    expect(show(() => {})).toBe("function (anonymous)");
  });
});
