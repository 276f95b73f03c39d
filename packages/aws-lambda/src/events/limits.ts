/**
 * Returns the maximum bytes of a result, as JSON in UTF-8. Lambda's quota is "6 MB"; its own error reports 6,291,556 bytes,
 * which is 100 more than 6 MiB.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function mostOfLambda(): number {
  return 6_291_556;
}

/**
 * Returns the maximum of a load balancer, documented as 1 MB:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function mostOfBalancer(): number {
  return 1_048_576;
}
