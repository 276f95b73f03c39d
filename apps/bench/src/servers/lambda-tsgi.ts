import { toLambda, type LambdaHandler } from "@tsgi/aws-lambda";
import { tsgiApp } from "../apps/_tsgi-app.ts";

export const handler: LambdaHandler = toLambda(tsgiApp());
