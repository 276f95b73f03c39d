import { toLambda } from "@tsgi/aws-lambda";
import { fromExpress } from "@tsgi/express";
import { expressApp } from "../_express-app.ts";

export default toLambda(fromExpress(expressApp()));
