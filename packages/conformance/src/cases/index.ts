import type { Case } from "../case.ts";
import { applicationCases } from "./application.ts";

/** Every case, in the order it is run. */
export const cases: readonly Case[] = [...applicationCases];
