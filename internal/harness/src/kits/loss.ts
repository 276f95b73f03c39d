/** Counts the requests out of 10,000 that a closing server loses, on any host that listens. */
import { keepAliveLoad } from "../network/keep-alive-load.ts";
import type { ServerProcess } from "../programs/server-process.ts";
import { expect, onTestFinished, test } from "vitest";

const ROUNDS = 5;
const PER_ROUND = 2_000;

/**
 * Registers the tests.
 *
 * @param start starts the loaded application, which prints its URL and closes on SIGTERM
 */
export function lossTests(start: () => Promise<ServerProcess>): void {
  test.each(["/fast", "/later", "/stream"])(
    "%s: close() loses none of 10,000 requests",
    { timeout: 120_000 },
    async (path) => {
      let lost = 0;
      let told = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const server = await start();
        onTestFinished(() => void server.child.kill("SIGKILL"));
        const port = Number(new URL(await server.ready).port);
        const load = await keepAliveLoad(port, path, [PER_ROUND, () => server.child.kill("SIGTERM")]);
        await server.ended;
        lost += load.lost;
        told += load.told;
      }
      expect(lost).toBe(0);
      expect(told).toBeGreaterThan(0);
    },
  );
}
