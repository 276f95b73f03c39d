/** Builds a tree with two copies of `@tsgi/core`, as after the upgrade of one package: host and middleware each have one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as core from "@tsgi/core";
import { TSGI_INPUT_TOO_LARGE, TSGI_START_TWICE } from "@tsgi/core/errors";
import type { isAsReceived } from "@tsgi/core/server";
import { createClient } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const packages = join(import.meta.dirname, "../../packages");
const folder = mkdtempSync(join(tmpdir(), "tsgi-two-copies-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The exports of the second copy. */
interface Copy {
  readonly core: typeof core;
  readonly isAsReceived: typeof isAsReceived;
  readonly validate: typeof validate;
  readonly errorPage: () => core.Middleware;
  readonly etag: () => core.Middleware;
  readonly compress: () => core.Middleware;
}
let copy: Copy;

beforeAll(async () => {
  const entry = join(folder, "entry.ts");
  writeFileSync(
    entry,
    `export * as core from ${from("core/src/index.ts")};
     export { isAsReceived } from ${from("core/src/server/index.ts")};
     export { validate } from ${from("validator/src/index.ts")};
     export { errorPage } from ${from("middleware/src/error-page/error-page.ts")};
     export { etag } from ${from("middleware/src/etag/etag.ts")};
     export { compress } from ${from("middleware/src/compress/compress.ts")};`,
  );
  const bundle = await rolldown({
    input: entry,
    platform: "node",
    resolve: { conditionNames: ["@tsgi/source"] },
  });
  await bundle.write({ dir: folder, format: "esm", entryFileNames: "copy.mjs" });
  await bundle.close();
  copy = (await import(pathToFileURL(join(folder, "copy.mjs")).href)) as Copy;
});

/** Returns the module specifier of a path within the packages. */
function from(path: string): string {
  return JSON.stringify(join(packages, path));
}

const hello: core.Application = (_environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  return "hello";
};

describe("two copies of @tsgi/core", () => {
  test("are two", () => {
    expect(copy.core.TsgiError).not.toBe(core.TsgiError);
    expect(copy.core.Environ).not.toBe(core.Environ);
  });

  test("recognise each other's errors, but not objects that resemble one", () => {
    const ours = new core.TsgiError(TSGI_START_TWICE);
    const theirs = new copy.core.TsgiError(TSGI_START_TWICE);
    expect([theirs instanceof core.TsgiError, ours instanceof copy.core.TsgiError]).toEqual([true, true]);
    const resembling = Object.assign(new Error("x"), {
      name: "TsgiError",
      code: "TSGI_START_TWICE",
      status: 418,
    });
    expect(
      [resembling, JSON.parse(JSON.stringify(ours)), null, "x"].map((x) => x instanceof core.TsgiError),
    ).toEqual([false, false, false, false]);
    class Special extends core.TsgiError {}
    expect([ours instanceof Special, new Special(TSGI_START_TWICE) instanceof Special]).toEqual([
      false,
      true,
    ]);
  });

  test("keep the status of each other's errors", async () => {
    const client = createClient(() => {
      throw new copy.core.TsgiError(TSGI_INPUT_TOO_LARGE);
    });
    expect((await client.get("/")).status).toBe(413);
  });

  test("recognise each other's environs and host bodies", async () => {
    const seen: unknown[] = [];
    const client = createClient((environ, startResponse) => {
      seen.push(environ instanceof copy.core.Environ, copy.isAsReceived(environ));
      return hello(environ, startResponse);
    });
    await client.get("/");
    expect(seen).toEqual([true, true]);
    class Body extends copy.core.HostBody {
      override open(): Promise<never> {
        throw new Error("not opened");
      }
    }
    expect([new Body() instanceof core.HostBody, {} instanceof core.HostBody]).toEqual([true, false]);
  });

  test("validate each other's applications", async () => {
    const good = createClient(validate(copy.validate(hello)));
    expect(await (await good.get("/")).text()).toBe("hello");
    const violations: unknown[] = [];
    const bad = createClient(
      copy.validate(
        (_environ, startResponse) => {
          startResponse(200, []);
          return 5 as never;
        },
        { onViolation: (violation) => void violations.push(violation) },
      ),
    );
    await expect(bad.get("/")).rejects.toThrow("TSGI_BODY_INVALID");
    expect(violations).not.toEqual([]);
  });

  test("run each other's middleware", async () => {
    const app = core.compose(
      copy.compress(),
      copy.etag(),
      copy.errorPage(),
    )((environ, startResponse) => {
      if (environ.pathInfo === "/large") throw new core.TsgiError(TSGI_INPUT_TOO_LARGE);
      return hello(environ, startResponse);
    });
    const client = createClient(app);
    const first = await client.get("/");
    expect([await first.text(), first.headers.get("etag")]).toEqual(["hello", expect.any(String)]);
    expect((await client.get("/large")).status).toBe(413);
  });
});
