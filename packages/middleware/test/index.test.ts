import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Application } from "@tsgi/core";
import * as all from "@tsgi/middleware";
import { jwt, type JwtOptions } from "@tsgi/middleware";
import { createClient } from "@tsgi/testing";
import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";
import { credentials } from "./support/shipped.ts";

const root = join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, { "@tsgi/source": string }>;
};
const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== ".");

async function moduleOf(subpath: string): Promise<Record<string, unknown>> {
  return (await import(join(root, manifest.exports[subpath]!["@tsgi/source"]))) as Record<string, unknown>;
}

/** Bundles one import. Returns the modules that have code in it, each with the length of that code. */
async function bundled(name: string, from: string): Promise<Record<string, number>> {
  const bundle = await rolldown({
    input: "entry",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? join(root, "entry.js") : undefined),
        load: (id) =>
          id === join(root, "entry.js") ? `export { ${name} as it } from "${from}";` : undefined,
      },
    ],
    resolve: { conditionNames: ["@tsgi/source", "import"] },
    external: /^node:/,
  });
  const { output } = await bundle.generate();
  await bundle.close();
  const modules = output.flatMap((file) => (file.type === "chunk" ? Object.entries(file.modules) : []));
  // A name may get a suffix if two modules have it, by their order: those do not count.
  const sizes = modules.map(([id, { code }]) => [id, code?.replaceAll(/\$\d\b/g, "").length ?? 0] as const);
  return Object.fromEntries(sizes.filter(([id, size]) => size > 0 && id !== join(root, "entry.js")));
}

describe("import of @tsgi/middleware", () => {
  test.each(subpaths)("has all of %s", async (subpath) => {
    for (const [name, value] of Object.entries(await moduleOf(subpath))) {
      const same = name === "jwt" || (all as Record<string, unknown>)[name] === value;
      expect([name, name in all, same]).toEqual([name, true, true]);
    }
  });

  test("loads no dependency", () => {
    const program = `
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      await import("@tsgi/middleware");
      console.log(JSON.stringify(loaded));`;
    const args = ["--conditions=@tsgi/source", "--input-type=module", "--eval", program];
    const loaded = JSON.parse(
      execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }),
    ) as string[];
    expect(loaded.length).toBeGreaterThan(subpaths.length);
    expect(loaded.filter((url) => !/\/packages\/(?:core|middleware)\/src\//.test(url))).toEqual([]);
  });

  test.each([
    ["cors", "cors"],
    ["session", "session"],
    ["cache", "cache"],
    ["serverTiming", "server-timing"],
    ["recommended", "recommended"],
  ])("costs a bundle of %s nothing", async (name, subpath) => {
    const modules = await bundled(name, "@tsgi/middleware");
    expect(Object.keys(modules).some((id) => id.endsWith(`/${subpath}.ts`))).toBe(true);
    expect(modules).toEqual(await bundled(name, `@tsgi/middleware/${subpath}`));
  });
});

const whoIs: Application = (environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  return String(environ.get(all.jwtClaims)?.sub);
};

describe("jwt of @tsgi/middleware", () => {
  const options: JwtOptions = {
    secret: "a secret of thirty-two characters",
    issuer: false,
    audience: false,
  };

  test("verifies as that of the subpath", async () => {
    await using client = createClient(jwt(options)(whoIs));
    const responses = await Promise.all([client.get("/", { headers: credentials["jwt"] }), client.get("/")]);
    expect(responses.map(({ status }) => status)).toEqual([200, 401]);
    expect(await responses[0]!.text()).toBe("ann");
  });

  test("refuses options at once", () => {
    expect(() => jwt({ ...options, secret: "short" })).toThrow("jwt: secret");
  });
});
