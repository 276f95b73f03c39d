import type { EventKind } from "./kind.ts";
import { mostOfBalancer } from "./limits.ts";
import { pushFields, isShape, shapeOf } from "./read.ts";
import { groupFields } from "./write.ts";
import { connectionAlb, isAlb, readAlb, type AlbEvent } from "./alb.ts";

/** A result for a target group with multi-value headers. */
export interface AlbMultiResult {
  statusCode: number;
  multiValueHeaders: Record<string, string[]>;
  body: string;
  isBase64Encoded: boolean;
}

/** Application Load Balancer, target group with multi-value headers: ignores the single-value maps. */
export const albMulti: EventKind<AlbEvent, AlbMultiResult> = {
  name: "alb-multi",
  is: (event) => isAlb(event) && isShape(event["multiValueHeaders"]),
  read: (event) => readAlb(event, shapeOf(event.multiValueQueryStringParameters)),
  fields({ multiValueHeaders }) {
    const list: string[] = [];
    pushFields(list, multiValueHeaders);
    return list;
  },
  connection: connectionAlb,
  write: ({ status, fields, body, isBase64 }) => ({
    statusCode: status,
    multiValueHeaders: groupFields(fields),
    body,
    isBase64Encoded: isBase64,
  }),
  mostBytes: mostOfBalancer,
};
