import { encodeBase64 } from "./base64.ts";
import {
  add,
  bodyOf,
  groupsOf,
  joined,
  last,
  listed,
  parametersOf,
  type EventRequest,
  type Groups,
} from "./event-request.ts";

const TARGET_GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/local/0123456789abcdef";
const LATTICE = "arn:aws:vpc-lattice:us-east-1:123456789012";

/** Makes an event of a load balancer whose target group passes one value for each name, the last one. */
export function albEvent(request: EventRequest): object {
  return {
    requestContext: { elb: { targetGroupArn: TARGET_GROUP } },
    httpMethod: request.environ.method,
    path: request.path,
    queryStringParameters: last(parametersOf(request, false)),
    headers: last(forwarded(request)),
    ...bodyOf(request),
  };
}

/** Makes an event of a load balancer with multi-value headers. */
export function albMultiEvent(request: EventRequest): object {
  return {
    requestContext: { elb: { targetGroupArn: TARGET_GROUP } },
    httpMethod: request.environ.method,
    path: request.path,
    multiValueQueryStringParameters: listed(parametersOf(request, false)),
    multiValueHeaders: listed(forwarded(request)),
    ...bodyOf(request),
  };
}

export function lattice1Event(request: EventRequest): object {
  const { body, isBase64Encoded } = bodyOf(request);
  return {
    raw_path: request.path,
    method: request.environ.method,
    headers: joined(groupsOf(request), ", "),
    query_string_parameters: last(parametersOf(request, false)),
    body,
    is_base64_encoded: isBase64Encoded,
  };
}

export function lattice2Event(request: EventRequest): object {
  return {
    version: "2.0",
    path: request.path,
    method: request.environ.method,
    headers: listed(groupsOf(request)),
    queryStringParameters: listed(parametersOf(request, false)),
    ...bodyOf(request),
    requestContext: {
      serviceNetworkArn: `${LATTICE}:servicenetwork/sn-0123456789abcdef0`,
      serviceArn: `${LATTICE}:service/svc-0123456789abcdef0`,
      targetGroupArn: `${LATTICE}:targetgroup/tg-0123456789abcdef0`,
      identity: { sourceVpcArn: "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123456789abcdef0" },
      region: "us-east-1",
      timeEpoch: String(Date.now() * 1000),
    },
  };
}

/** Makes an origin request event of a trigger that includes the body: a viewer request allows only responses of 40 KB. */
export function edgeEvent({ environ, path, fields, body, id }: EventRequest): object {
  const groups = new Map<string, { key: string; value: string }[]>();
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!.toLowerCase();
    const entry = { key: fields[i]!, value: fields[i + 1]! };
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  const data = { inputTruncated: false, action: "read-only", encoding: "base64", data: encodeBase64(body) };
  return {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: environ.serverName,
            distributionId: "LOCAL",
            eventType: "origin-request",
            requestId: id,
          },
          request: {
            clientIp: environ.remoteAddress,
            headers: Object.fromEntries(groups),
            method: environ.method,
            querystring: environ.queryString,
            uri: path,
            ...(body.length > 0 ? { body: data } : {}),
          },
        },
      },
    ],
  };
}

/** Sets the forwarding fields: a load balancer replaces two of them and adds to the third. */
function forwarded(request: EventRequest): Groups {
  const { remoteAddress, remotePort, serverPort, scheme } = request.environ;
  const groups = groupsOf(request);
  // As with the attribute routing.http.xff_client_port.enabled, if the port is known.
  const host = remoteAddress.includes(":") ? `[${remoteAddress}]` : remoteAddress;
  add(groups, "x-forwarded-for", remotePort === 0 ? remoteAddress : `${host}:${remotePort}`);
  groups.set("x-forwarded-for", [groups.get("x-forwarded-for")!.join(", ")]);
  groups.set("x-forwarded-port", [String(serverPort)]);
  groups.set("x-forwarded-proto", [scheme]);
  return groups;
}
