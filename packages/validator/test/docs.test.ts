import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Environ } from "@tsgi/core";
import { createEnviron } from "@tsgi/testing";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** Packages that run an application on a host; the others are for applications, or for any host. */
const NO_HOSTS = new Set(["core", "validator", "testing", "conformance", "middleware", "fetch"]);

/** A package without a README is not finished. */
const hosts = readdirSync(join(root, "packages")).filter(
  (name) => !NO_HOSTS.has(name) && existsSync(join(root, "packages", name, "README.md")),
);

/** Members of an environ: fields, methods, and optional ones of a host. */
const fields = [
  ...Object.keys(createEnviron()),
  ...Object.getOwnPropertyNames(Environ.prototype),
  "earlyHints",
  "fileBody",
  "trailers",
  "upgrade",
].filter((name) => !["constructor", "exchange", "hostValue", "isEnviron"].includes(name)); // for hosts only

describe.each(hosts)("docs/hosts/%s.md", (host) => {
  const file = join(root, `docs/hosts/${host}.md`);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";

  test("describes every variable of the environ, under Variables [S15]", () => {
    const rows = section(text, "Variables")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    const told = rows.flatMap((row) => row.split("|")[1]!.match(/(?<=`)\w+(?=`)/g) ?? []);
    expect(fields.filter((name) => !told.includes(name))).toEqual([]);
  });

  test("says where errors go, under Errors [S24]", () => {
    expect(section(text, "Errors")).toMatch(/`environ\.errors`/);
  });
});

test("at least one host is checked", () => {
  expect(hosts).toContain("node");
});

function section(text: string, title: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
}
