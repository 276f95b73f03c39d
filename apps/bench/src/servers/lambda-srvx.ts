import { toLambdaHandler } from "srvx/aws-lambda";
import { fetchApp } from "../apps/_fetch-app.ts";

export const handler: unknown = toLambdaHandler({ fetch: fetchApp() });
