/** Type tests, checked by the compiler; nothing runs. */
import type { Application, Middleware } from "@tsgi/core";
import { validate, type Phases, type Rule, type RuleOf } from "@tsgi/validator";
import { expectTypeOf } from "vitest";

declare const app: Application;
declare const middleware: Middleware;

expectTypeOf(validate(app)).toEqualTypeOf<Application>();
expectTypeOf(validate).toExtend<Middleware>();
expectTypeOf(validate(middleware(validate({ handle: app })))).toEqualTypeOf<Application>();
// @ts-expect-error it is called onViolation
validate(app, { onviolation: () => {} });

expectTypeOf<RuleOf<"chunk">>().toExtend<Rule>();
expectTypeOf<RuleOf<"chunk">["check"]>().parameter(0).toEqualTypeOf<Phases["chunk"]>();
