import {
  bodyOf,
  groupsOf,
  headerOf,
  joined,
  last,
  parametersOf,
  unescape,
  type LocalRequest,
} from "./_request.ts";

/** An event of a REST API, on API Gateway's own domain: the client's path begins with the stage. */
export function v1Event(request: LocalRequest): object {
  const { body, isBase64Encoded } = bodyOf(request);
  const headers: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of request.headers) (headers[name] ??= []).push(value);
  const parameters = parametersOf(request, true);
  const hasParameters = Object.keys(parameters).length > 0;
  const path = withoutStage(request);
  return {
    resource: "/{proxy+}",
    path,
    httpMethod: request.method,
    headers: last(headers),
    multiValueHeaders: headers,
    queryStringParameters: hasParameters ? last(parameters) : null,
    multiValueQueryStringParameters: hasParameters ? parameters : null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: "123456789012",
      apiId: "local",
      domainName: hostOf(request),
      domainPrefix: "local",
      httpMethod: request.method,
      identity: { sourceIp: request.sourceIp, userAgent: headerOf(request, "user-agent") ?? null },
      path: request.path,
      protocol: request.protocol,
      requestId: request.id,
      resourcePath: "/{proxy+}",
      stage: request.stage,
    },
    body: request.body.length > 0 ? body : null,
    isBase64Encoded,
  };
}

/** An event of an HTTP API: the path is decoded, and keeps the stage. */
export function v2Event(request: LocalRequest): object {
  return payload2(request, unescape(request.path), hostOf(request));
}

/** An event of a Function URL: the path stays as it was sent. */
export function urlEvent(request: LocalRequest): object {
  return payload2(request, request.path, "local.lambda-url.us-east-1.on.aws");
}

function payload2(request: LocalRequest, rawPath: string, domainName: string): object {
  const { body, isBase64Encoded } = bodyOf(request);
  const { cookie, ...headers } = groupsOf(request);
  const parameters = parametersOf(request, true);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: request.query,
    ...(cookie === undefined ? {} : { cookies: cookie.flatMap((value) => value.split(/; */)) }),
    headers: joined(headers, ", "),
    ...(request.query === "" ? {} : { queryStringParameters: joined(parameters, ",") }),
    requestContext: {
      accountId: "123456789012",
      apiId: "local",
      domainName,
      domainPrefix: "local",
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headerOf(request, "user-agent") ?? "",
      },
      requestId: request.id,
      routeKey: "$default",
      stage: request.stage,
      time: new Date().toUTCString(),
      timeEpoch: Date.now(),
    },
    ...(request.body.length > 0 ? { body } : {}),
    isBase64Encoded,
  };
}

function withoutStage({ path, stage }: LocalRequest): string {
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

function hostOf({ host }: LocalRequest): string {
  return host.replace(/:\d+$/, "");
}
