/** For pages whose `handler` is an application's. */
import { toLambda } from "@tsgi/aws-lambda";
import { app } from "./prelude.ts";

export const handler = toLambda(app);
