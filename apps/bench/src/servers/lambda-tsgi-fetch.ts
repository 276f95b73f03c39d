import { toLambda, type LambdaHandler } from "@tsgi/aws-lambda";
import { fromFetch } from "@tsgi/fetch";
import { fetchApp } from "../apps/_fetch-app.ts";

export const handler: LambdaHandler = toLambda(fromFetch(fetchApp()));
