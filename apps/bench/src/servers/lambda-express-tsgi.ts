import { toLambda, type LambdaHandler } from "@tsgi/aws-lambda";
import { fromExpress } from "@tsgi/express";
import { expressApp } from "../apps/_express-app.ts";

export const handler: LambdaHandler = toLambda(fromExpress(expressApp()));
