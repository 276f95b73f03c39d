import { expect } from "vitest";

/** Asks each of the applications of frameworks for a page. */
export async function answersByEveryFramework(gateway: string): Promise<void> {
  const titles = await Promise.all(
    ["api/docs", "shop/", "files/"].map(async (path) => {
      const page = await (await fetch(new URL(path, gateway))).text();
      return /<title>([^<]*)<\/title>/.exec(page)?.[1];
    }),
  );
  expect(titles).toEqual([
    expect.stringMatching(/notes/i),
    expect.stringMatching(/shop/i),
    expect.stringMatching(/files/i),
  ]);
}
