/** The types that are published, checked against @types/aws-lambda: nothing here runs. */
import type {
  ALBHandler,
  APIGatewayProxyEventV2,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  Callback,
  CloudFrontRequestHandler,
  Context,
  Handler,
  LambdaFunctionURLHandler,
} from "aws-lambda";
import type { Application } from "@tsgi/core";
import { awslambda, fromLambda, type FromLambdaOptions } from "../src/from/index.ts";
import { serveLocally } from "../src/local/index.ts";

declare const rest: APIGatewayProxyHandler;
declare const http: APIGatewayProxyHandlerV2;
declare const functionUrl: LambdaFunctionURLHandler;
declare const balancer: ALBHandler;
declare const cloudFront: CloudFrontRequestHandler;
declare const any: Handler;

// Handlers of AWS's own types are accepted without a cast.
export const applications: Application[] = [
  fromLambda(rest, { event: "v1" }),
  fromLambda(http),
  fromLambda(functionUrl, { event: "url" }),
  fromLambda(balancer, { event: "alb" }),
  fromLambda(cloudFront, { event: "edge" }),
  fromLambda(any),
  fromLambda(
    async (event: APIGatewayProxyEventV2, context: Context) => `${event.rawPath} ${context.awsRequestId}`,
  ),
  fromLambda((_event: APIGatewayProxyEventV2, _context: Context, callback: Callback) => callback(null, {})),
  // One that is written in place knows its event and context.
  fromLambda(async (event, context) => ({
    statusCode: 200,
    body: `${event.rawPath} ${context.awsRequestId}`,
  })),
  fromLambda(
    awslambda.streamifyResponse(
      async (event: APIGatewayProxyEventV2, stream: awslambda.HttpResponseStream, _context: Context) => {
        stream.write(event.rawPath);
        stream.end();
      },
    ),
  ),
];

void serveLocally(http, { event: "v2", port: 0 });

// @ts-expect-error: there is no such kind of event
export const options: FromLambdaOptions = { event: "sqs" };
