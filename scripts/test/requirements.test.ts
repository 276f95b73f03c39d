import { describe, expect, test } from "vitest";
import { proofsById } from "../spec/proofs.ts";
import { requirements } from "../spec/requirements.ts";

/** The lists with their number of requirements; W is numbered with one digit. */
const LISTS = { S: 73, W: 4, A: 30, M: 15, X: 3, F: 7, N: 17 };

describe("the requirements", () => {
  test("are complete, unique and in order", () => {
    const ids = Object.entries(LISTS).flatMap(([prefix, count]) =>
      Array.from({ length: count }, (_, i) => prefix + String(i + 1).padStart(prefix === "W" ? 1 : 2, "0")),
    );
    expect(requirements.map(({ id }) => id)).toEqual(ids);
  });
});

describe("proofsById", () => {
  test("collects rules, cases and tests", () => {
    const proofs = proofsById(new Set(requirements.map(({ id }) => id))).get("S01");
    expect(proofs).toEqual(
      expect.arrayContaining([
        "rule `call-arguments`",
        "case `call-arguments`",
        "test `core/start-response`",
      ]),
    );
  });

  test("refuses a proof of an unknown requirement", () => {
    const known = new Set(requirements.map(({ id }) => id).filter((id) => id !== "S19"));
    expect(() => proofsById(known)).toThrow("S19 (rule `server-interface-version`)");
  });
});
