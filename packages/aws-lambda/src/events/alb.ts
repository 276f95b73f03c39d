import { encodeSentParameter, fromEncodedPath } from "../to/escape.ts";
import type { EventConnection, EventKind, RequestParts, Shape } from "./kind.ts";
import { mostOfBalancer } from "./limits.ts";
import { isMethod, isShape, pushFields, queryOf, shapeOf } from "./read.ts";
import { hostName } from "./server.ts";
import { joinFields } from "./write.ts";

/** An event of an Application Load Balancer. It has either the single-value maps or the multi-value maps, never both. */
export interface AlbEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueQueryStringParameters?:
    | Readonly<Record<string, readonly string[] | undefined>>
    | null
    | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly elb: { readonly targetGroupArn?: string } };
}

/** A result for a target group without multi-value headers. */
export interface AlbResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
}

/**
 * Application Load Balancer, target group without multi-value headers: each name has one value, in both directions. Path and
 * query are those that the client sent.
 *
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export const alb: EventKind<AlbEvent, AlbResult> = {
  name: "alb",
  is: isAlb,
  read: (event) => readAlb(event, shapeOf(event.queryStringParameters)),
  fields({ headers }) {
    const list: string[] = [];
    pushFields(list, headers);
    return list;
  },
  connection: connectionAlb,
  write({ status, fields, body, isBase64 }, _event, tell) {
    const { headers, cookies = [] } = joinFields(fields);
    if (cookies.length > 0) headers["set-cookie"] = cookies[0]!;
    if (cookies.length > 1) {
      tell(
        `1 of ${cookies.length} Set-Cookie fields was sent: the target group accepts one value for ` +
          "each name. Turn on its attribute lambda.multi_value_headers.enabled.",
      );
    }
    return { statusCode: status, headers, body, isBase64Encoded: isBase64 };
  },
  mostBytes: mostOfBalancer,
};

export function isAlb(event: Shape): boolean {
  const context = event["requestContext"];
  return (
    isMethod(event["httpMethod"]) &&
    typeof event["path"] === "string" &&
    isShape(context) &&
    isShape(context["elb"])
  );
}

export function readAlb({ httpMethod, path, body, isBase64Encoded }: AlbEvent, query: Shape): RequestParts {
  return {
    method: httpMethod,
    prefix: "",
    path: fromEncodedPath(path),
    query: queryOf(query, encodeSentParameter),
    body,
    isBase64: isBase64Encoded === true,
  };
}

/**
 * Returns the connection. The event itself does not contain the peer. ALB sets X-Forwarded-Proto and -Port itself, and adds
 * the peer's address to the end of X-Forwarded-For, unless its attribute routing.http.xff_header_processing.mode was
 * changed.
 */
export function connectionAlb(_event: AlbEvent, fields: readonly string[]): EventConnection {
  const scheme = lastOf(fields, "x-forwarded-proto") === "http" ? "http" : "https";
  const port = Number(lastOf(fields, "x-forwarded-port"));
  const peer = lastOf(fields, "x-forwarded-for");
  // With the attribute routing.http.xff_client_port.enabled the port follows the address.
  const parts = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(peer);
  return {
    protocol: "HTTP/1.1",
    scheme,
    serverName: hostName(fields),
    serverPort: port >= 1 && port <= 65_535 ? Math.trunc(port) : scheme === "https" ? 443 : 80,
    remoteAddress: parts?.[1] ?? parts?.[2] ?? peer,
    remotePort: Number(parts?.[3] ?? 0),
  };
}

/** Returns the last entry of the last field of this name: the one that the load balancer added. */
function lastOf(fields: readonly string[], key: string): string {
  let last = "";
  for (let i = 0; i < fields.length; i += 2) if (fields[i]!.toLowerCase() === key) last = fields[i + 1]!;
  return last.slice(last.lastIndexOf(",") + 1).trim();
}
