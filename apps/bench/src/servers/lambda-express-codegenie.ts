import serverlessExpress from "@codegenie/serverless-express";
import { expressApp } from "../apps/_express-app.ts";
import { BYTES_TYPE } from "../scenarios/_payload.ts";

// Its types are CommonJS, and declare the function only as `default`.
const adapt = serverlessExpress as unknown as (options: object) => unknown;

export const handler: unknown = adapt({ app: expressApp(), binarySettings: { contentTypes: [BYTES_TYPE] } });
