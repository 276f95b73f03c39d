/** The types that are published, checked against @types/aws-lambda: nothing here runs. */
import type {
  ALBEvent,
  ALBHandler,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
  CloudFrontRequestEvent,
  CloudFrontRequestHandler,
  CloudFrontResultResponse,
  Context,
  LambdaFunctionURLHandler,
} from "aws-lambda";
import { toLambda, toLambdaStream } from "../src/index.ts";
import type {
  AlbEvent,
  EdgeEvent,
  EdgeResult,
  LambdaContext,
  ResponseStream,
  V1Event,
  V1Result,
  V2Event,
  V2Result,
} from "../src/index.ts";

const handler = toLambda(() => null);

// The handler is one for each of AWS's own handler types.
export const rest: APIGatewayProxyHandler = handler;
export const http: APIGatewayProxyHandlerV2 = handler;
export const functionUrl: LambdaFunctionURLHandler = handler;
export const balancer: ALBHandler = handler;
export const cloudFront: CloudFrontRequestHandler = handler;

type Fits<Real extends Ours, Ours> = [Real, Ours];

export type Checks = [
  Fits<APIGatewayProxyEvent, V1Event>,
  Fits<APIGatewayProxyEventV2, V2Event>,
  Fits<ALBEvent, AlbEvent>,
  Fits<CloudFrontRequestEvent, EdgeEvent>,
  Fits<Context, LambdaContext>,
  Fits<V1Result, APIGatewayProxyResult>,
  Fits<V2Result, APIGatewayProxyStructuredResultV2>,
  Fits<EdgeResult, CloudFrontResultResponse>,
  Fits<awslambda.HttpResponseStream, ResponseStream>,
];

const stream = toLambdaStream(() => null);
export const streamed: Promise<void> = stream({}, {} as awslambda.HttpResponseStream, {} as Context);

// @ts-expect-error: there is no such option
toLambda(() => null, { basepath: "/api" });
