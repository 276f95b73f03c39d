export type { Level, Phase, Phases, ResponseSoFar, Rule, RuleOf, Side, Topic } from "./rule.ts";
export { sides } from "./rule.ts";
export { rules, topics } from "./rules/index.ts";
export { validate, type ValidateOptions, type Violation } from "./validate.ts";
