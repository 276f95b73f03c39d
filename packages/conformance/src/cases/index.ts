import type { Case } from "../case.ts";
import { applicationCases } from "./application.ts";
import { bodilessCases } from "./bodiless.ts";
import { bodyCases } from "./body.ts";
import { capabilityCases } from "./capability.ts";
import { closingCases } from "./closing.ts";
import { disconnectCases } from "./disconnect.ts";
import { environCases } from "./environ.ts";
import { failingCases } from "./failing.ts";
import { fieldCases } from "./fields.ts";
import { fileCases } from "./file.ts";
import { headCases } from "./head.ts";
import { http1Cases } from "./http1.ts";
import { inputCases } from "./input.ts";
import { isolationCases } from "./isolation.ts";
import { lifetimeCases } from "./lifetime.ts";
import { middlewareCases } from "./middleware.ts";
import { smugglingCases } from "./smuggling.ts";
import { streamingCases } from "./streaming.ts";
import { targetCases } from "./target.ts";
import { writerCases } from "./writer.ts";

/** Every case, in the order it is run. */
export const cases: readonly Case[] = [
  ...applicationCases,
  ...environCases,
  ...targetCases,
  ...fieldCases,
  ...inputCases,
  ...headCases,
  ...bodyCases,
  ...bodilessCases,
  ...streamingCases,
  ...closingCases,
  ...failingCases,
  ...disconnectCases,
  ...lifetimeCases,
  ...isolationCases,
  ...middlewareCases,
  ...writerCases,
  ...capabilityCases,
  ...fileCases,
  ...http1Cases,
  ...smugglingCases,
];
