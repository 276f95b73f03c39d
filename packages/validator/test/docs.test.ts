import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Environ } from "@tsgi/core";
import { createEnviron } from "@tsgi/testing";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** Packages that hand an application to a host; the others are for applications, or for any host. */
const NO_HOSTS = new Set(["core", "validator", "testing", "conformance", "middleware", "fetch"]);

/** A package that is being written has no README yet. */
const hosts = readdirSync(join(root, "packages")).filter(
  (name) => !NO_HOSTS.has(name) && existsSync(join(root, "packages", name, "README.md")),
);

/** What an application finds on an environ: fields, methods, and what a host may have besides. */
const fields = [
  ...Object.keys(createEnviron()),
  ...Object.getOwnPropertyNames(Environ.prototype),
  "earlyHints",
  "fileBody",
  "trailers",
  "upgrade",
].filter((name) => !["constructor", "exchange", "hostValue", "isEnviron"].includes(name)); // these are for hosts

describe.each(hosts)("docs/hosts/%s.md", (host) => {
  const file = join(root, `docs/hosts/${host}.md`);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";

  it("tells every variable of the environ, under Variables [S15]", () => {
    const rows = section(text, "Variables")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    const told = rows.flatMap((row) => row.split("|")[1]!.match(/(?<=`)\w+(?=`)/g) ?? []);
    expect(fields.filter((name) => !told.includes(name))).toEqual([]);
  });

  it("tells where errors go, under Errors [S24]", () => {
    expect(section(text, "Errors")).toMatch(/`environ\.errors`/);
  });
});

it("there is a host to look at", () => {
  expect(hosts).toContain("node");
});

function section(text: string, title: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
}
