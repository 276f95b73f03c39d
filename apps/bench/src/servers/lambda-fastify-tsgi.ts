import { toLambda, type LambdaHandler } from "@tsgi/aws-lambda";
import { fromFastify } from "@tsgi/fastify";
import { fastifyApp } from "../apps/_fastify-app.ts";

export const handler: LambdaHandler = toLambda(fromFastify(fastifyApp()));
