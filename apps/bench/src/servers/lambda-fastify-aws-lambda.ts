import awsLambdaFastify from "@fastify/aws-lambda";
import { fastifyApp } from "../apps/_fastify-app.ts";
import { BYTES_TYPE } from "../scenarios/_payload.ts";

export const handler: unknown = awsLambdaFastify(fastifyApp() as never, { binaryMimeTypes: [BYTES_TYPE] });
