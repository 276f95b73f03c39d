import { fromEncodedPath, fromEncodedQuery } from "../to/escape.ts";
import type { EventKind, Shape } from "./kind.ts";
import { isMethod, isShape, shapeOf, textOf } from "./read.ts";
import { serverOf } from "./server.ts";

type EdgeHeaders = Readonly<
  Record<string, readonly { readonly key?: string | undefined; readonly value: string }[]>
>;

/** A viewer request or origin request event of Lambda@Edge. */
export interface EdgeEvent {
  readonly Records: readonly {
    readonly cf: {
      readonly config?: { readonly distributionDomainName?: string; readonly eventType?: string };
      readonly request: {
        readonly clientIp?: string;
        readonly method: string;
        readonly uri: string;
        readonly querystring?: string;
        readonly headers?: EdgeHeaders;
        readonly body?:
          | { readonly data?: string; readonly encoding?: string; readonly inputTruncated?: boolean }
          | undefined;
      };
    };
  }[];
}

/**
 * Headers for which CloudFront sends a 502 instead of the response, except those that no application can send.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */
const DISALLOWED =
  /^(?:expect|x-(?:accel-(?:buffering|charset|limit-rate|redirect)|amz-cf-.*|amzn-(?:auth|cf-(?:billing|id|xff)|errortype|fle-profile|header-(?:count|order)|lambda-integration-tag|requestid)|cache|edge-.*|forwarded-proto|real-ip))$/;
const VIEWER_READ_ONLY = /^(?:host|via)$/;
const ORIGIN_READ_ONLY = /^(?:accept-encoding|if-(?:modified-since|none-match|range|unmodified-since)|via)$/;

/** A response that CloudFront returns instead of the origin's. */
export interface EdgeResult {
  status: string;
  headers: Record<string, { key: string; value: string }[]>;
  body: string;
  bodyEncoding: "text" | "base64";
}

/**
 * Lambda@Edge, viewer request and origin request: the application's response replaces that of the origin. CloudFront passes
 * the body only if the trigger includes it, truncates it at 40 KB (viewer) or 1 MB (origin), and sets Content-Length itself.
 * The limits of a response are the same, including its headers.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 */
export const edge: EventKind<EdgeEvent, EdgeResult> = {
  name: "edge",
  is(event) {
    const cf = cloudFrontOf(event);
    const request = shapeOf(cf["request"]);
    // The events of a response have both.
    return cf["response"] === undefined && isMethod(request["method"]) && typeof request["uri"] === "string";
  },
  read(event) {
    const { method, uri, querystring, body } = event.Records[0]!.cf.request;
    const { data, encoding, inputTruncated } = shapeOf(body);
    return {
      method,
      prefix: "",
      path: fromEncodedPath(uri),
      query: fromEncodedQuery(textOf(querystring)),
      body: data,
      isBase64: encoding === "base64",
      isTruncated: inputTruncated === true,
      isAbsent: !isShape(body),
    };
  },
  fields(event) {
    const list: string[] = [];
    const headers = shapeOf(event.Records[0]!.cf.request.headers);
    for (const name in headers) {
      const entries = headers[name];
      if (!Array.isArray(entries)) continue;
      for (const entry of entries) {
        const { key, value } = shapeOf(entry);
        if (typeof value === "string") list.push(textOf(key) || name, value);
      }
    }
    return list;
  },
  connection(event, fields) {
    const { config, request } = event.Records[0]!.cf;
    return {
      protocol: "HTTP/1.1",
      ...serverOf(shapeOf(config)["distributionDomainName"], fields),
      remoteAddress: textOf(request.clientIp),
      remotePort: 0,
    };
  },
  write({ status, fields, body, isBase64 }, event, tell) {
    const headers: EdgeResult["headers"] = Object.create(null) as EdgeResult["headers"];
    const readOnly = isViewerEvent(event) ? VIEWER_READ_ONLY : ORIGIN_READ_ONLY;
    const dropped: string[] = [];
    for (let i = 0; i < fields.length; i += 2) {
      const name = fields[i]!.toLowerCase();
      if (name === "content-length") continue;
      if (DISALLOWED.test(name) || readOnly.test(name)) dropped.push(name);
      else (headers[name] ??= []).push({ key: fields[i]!, value: fields[i + 1]! });
    }
    if (dropped.length > 0) {
      tell(`CloudFront rejects a response with these headers, so they were left out: ${dropped.join(", ")}`);
    }
    return { status: String(status), headers, body, bodyEncoding: isBase64 ? "base64" : "text" };
  },
  mostBytes: (event) => (isViewerEvent(event) ? 40_960 : 1_048_576),
};

/** A viewer request has smaller limits than an origin request. */
function isViewerEvent(event: EdgeEvent): boolean {
  return shapeOf(event.Records[0]!.cf.config)["eventType"] === "viewer-request";
}

function cloudFrontOf(event: Shape): Shape {
  const records = event["Records"];
  const first: unknown = Array.isArray(records) ? records[0] : undefined;
  return isShape(first) ? shapeOf(first["cf"]) : {};
}
