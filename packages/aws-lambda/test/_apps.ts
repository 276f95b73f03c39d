import type { Application, ErrorLog, HeaderList } from "@tsgi/core";
import { context } from "@tsgi/harness/lambda-events";
import { toLambda } from "../src/index.ts";

/** Returns as JSON everything that it sees. */
export const picture: Application = async (environ, startResponse) => {
  const { method, scriptName, pathInfo, queryString, target, protocol, scheme, serverName, serverPort } =
    environ;
  const { remoteAddress, remotePort, contentLength } = environ;
  const body = Buffer.from(await environ.input.bytes()).toString("hex");
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({
    method,
    scriptName,
    pathInfo,
    queryString,
    target,
    protocol,
    scheme,
    serverName,
    serverPort,
    remoteAddress,
    remotePort,
    contentLength,
    body,
    cookie: environ.header("cookie"),
    list: environ.headerAll("x-list"),
  });
};

/** The parts of an event that the picture application saw. */
export async function seen(
  event: unknown,
  options?: Parameters<typeof toLambda>[1],
): Promise<Record<string, unknown>> {
  const { body } = (await toLambda(picture, options)(event, context)) as { body: string };
  return JSON.parse(body) as Record<string, unknown>;
}

/** The result of an application that answers with these headers and this body. */
export function answered(
  event: unknown,
  headers: HeaderList,
  body: string | Uint8Array | null,
  errors?: ErrorLog,
): Promise<unknown> {
  const handler = toLambda(
    (_environ, startResponse) => {
      startResponse(200, headers);
      return body;
    },
    { log: errors },
  );
  return handler(event, context);
}

/** A log that keeps what was written. */
export function memoryLog(): ErrorLog & { text: string } {
  const log = { text: "", write: (text: string) => void (log.text += text), flush: () => {} };
  return log;
}
