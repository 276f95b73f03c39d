import serverless from "serverless-http";
import { expressApp } from "../apps/_express-app.ts";
import { BYTES_TYPE } from "../scenarios/_payload.ts";

export const handler: unknown = serverless(expressApp(), { binary: [BYTES_TYPE] });
