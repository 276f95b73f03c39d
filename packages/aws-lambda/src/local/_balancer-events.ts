import { bodyOf, groupsOf, joined, last, parametersOf, type LocalRequest } from "./_request.ts";

const TARGET_GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/local/0123456789abcdef";
const LATTICE = "arn:aws:vpc-lattice:us-east-1:123456789012";

/** An event of a load balancer whose target group takes one value for each name: the last one stands. */
export function albEvent(request: LocalRequest): object {
  return {
    requestContext: { elb: { targetGroupArn: TARGET_GROUP } },
    httpMethod: request.method,
    path: request.path,
    queryStringParameters: last(parametersOf(request, false)),
    headers: last(forwarded(request)),
    ...bodyOf(request),
  };
}

/** An event of a load balancer with multi-value headers. */
export function albMultiEvent(request: LocalRequest): object {
  return {
    requestContext: { elb: { targetGroupArn: TARGET_GROUP } },
    httpMethod: request.method,
    path: request.path,
    multiValueQueryStringParameters: parametersOf(request, false),
    multiValueHeaders: forwarded(request),
    ...bodyOf(request),
  };
}

export function lattice1Event(request: LocalRequest): object {
  const { body, isBase64Encoded } = bodyOf(request);
  return {
    raw_path: request.path,
    method: request.method,
    headers: joined(groupsOf(request), ", "),
    query_string_parameters: last(parametersOf(request, false)),
    body,
    is_base64_encoded: isBase64Encoded,
  };
}

export function lattice2Event(request: LocalRequest): object {
  return {
    version: "2.0",
    path: request.path,
    method: request.method,
    headers: groupsOf(request),
    queryStringParameters: parametersOf(request, false),
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

/** A viewer request event, of a trigger that includes the body. */
export function edgeEvent(request: LocalRequest): object {
  const headers: Record<string, { key: string; value: string }[]> = Object.create(null) as typeof headers;
  for (const [key, value] of request.headers) (headers[key.toLowerCase()] ??= []).push({ key, value });
  const body = {
    inputTruncated: false,
    action: "read-only",
    encoding: "base64",
    data: request.body.toString("base64"),
  };
  return {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: request.host.replace(/:\d+$/, ""),
            distributionId: "LOCAL",
            eventType: "viewer-request",
            requestId: request.id,
          },
          request: {
            clientIp: request.sourceIp,
            headers,
            method: request.method,
            querystring: request.query,
            uri: request.path,
            ...(request.body.length > 0 ? { body } : {}),
          },
        },
      },
    ],
  };
}

/** A load balancer replaces two of the fields and adds to the third. */
function forwarded(request: LocalRequest): Record<string, string[]> {
  const groups = groupsOf(request);
  // As with the attribute routing.http.xff_client_port.enabled.
  const { sourceIp, sourcePort } = request;
  const peer = `${sourceIp.includes(":") ? `[${sourceIp}]` : sourceIp}:${sourcePort}`;
  groups["x-forwarded-for"] = [[...(groups["x-forwarded-for"] ?? []), peer].join(", ")];
  groups["x-forwarded-port"] = [String(request.serverPort)];
  groups["x-forwarded-proto"] = [request.scheme];
  return groups;
}
