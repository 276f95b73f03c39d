export { awslambda, type AwsLambda } from "./awslambda.ts";
export { fromLambda, type FromLambdaOptions, type LambdaFunction } from "./from-lambda.ts";
