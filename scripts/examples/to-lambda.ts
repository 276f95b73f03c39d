/** For pages whose `handler` belongs to an application. */
import { toLambda } from "@tsgi/aws-lambda";
import { app } from "./prelude.ts";

export const handler = toLambda(app);
