/** A contestant's process: answers events as often as it is told, and tells the CPU time that took. */
import { setImmediate } from "node:timers/promises";
import { v2Event } from "./_lambda-event.ts";

type Handler = (event: object, context: object) => Promise<unknown>;

const { default: handler } = (await import(`./lambda/${process.argv[2]}`)) as { default: Handler };
process.on("message", async ({ times }: { times: number }) => {
  const before = process.cpuUsage();
  let result: unknown;
  for (let i = 0; i < times; i++) {
    result = await handler(v2Event(), { awsRequestId: String(i) });
    // As on Lambda, where the next event comes by a connection: what was put off to the next tick has its turn.
    await setImmediate();
  }
  const { user, system } = process.cpuUsage(before);
  process.send!({ result, cpu: user + system });
});
process.on("disconnect", () => process.exit(0));
