import { fromEncodedPath, fromEncodedQuery } from "../_escape.ts";
import type { EventKind, Shape } from "./_kind.ts";
import { isMethod, isShape, shapeOf, textOf } from "./_read.ts";
import { serverOf } from "./_server.ts";

type EdgeHeaders = Readonly<
  Record<string, readonly { readonly key?: string | undefined; readonly value: string }[]>
>;

/** A viewer request or origin request event of Lambda@Edge. */
export interface EdgeEvent {
  readonly Records: readonly {
    readonly cf: {
      readonly config?: { readonly distributionDomainName?: string };
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

/** A response that CloudFront returns in place of the origin's. */
export interface EdgeResult {
  status: string;
  headers: Record<string, { key: string; value: string }[]>;
  body: string;
  bodyEncoding: "text" | "base64";
}

/**
 * Lambda@Edge, viewer request and origin request: the application's response takes the place of the origin's.
 * CloudFront hands the body over only where the trigger asks for it, and sets Content-Length itself.
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
  write({ status, fields, body, isBase64 }) {
    const headers: EdgeResult["headers"] = Object.create(null) as EdgeResult["headers"];
    for (let i = 0; i < fields.length; i += 2) {
      const name = fields[i]!.toLowerCase();
      if (name !== "content-length") (headers[name] ??= []).push({ key: fields[i]!, value: fields[i + 1]! });
    }
    return { status: String(status), headers, body, bodyEncoding: isBase64 ? "base64" : "text" };
  },
};

function cloudFrontOf(event: Shape): Shape {
  const records = event["Records"];
  const first: unknown = Array.isArray(records) ? records[0] : undefined;
  return isShape(first) ? shapeOf(first["cf"]) : {};
}
