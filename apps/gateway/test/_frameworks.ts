import { expect } from "vitest";

/** Asks each of the applications of frameworks for a page; one after the other, as a function streams. */
export async function answersByEveryFramework(gateway: string): Promise<void> {
  const titles: string[] = [];
  for (const path of ["api/docs", "shop/", "files/"]) {
    const page = await (await fetch(new URL(path, gateway))).text();
    titles.push(/<title>([^<]*)<\/title>/.exec(page)?.[1] ?? page);
  }
  expect(titles).toEqual([
    expect.stringMatching(/notes/i),
    expect.stringMatching(/shop/i),
    expect.stringMatching(/files/i),
  ]);
}
