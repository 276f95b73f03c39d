import { toLambda, toLambdaStream } from "@tsgi/aws-lambda";
import { app } from "../app.ts";

export const handler = toLambda(app);
export const streamHandler = toLambdaStream(app);
