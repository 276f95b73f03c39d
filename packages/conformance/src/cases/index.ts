import type { Case } from "../case.ts";
import { applicationCases } from "./application.ts";
import { bodilessCases } from "./bodiless.ts";
import { bodyCases } from "./body.ts";
import { breakingCases } from "./breaking.ts";
import { capabilityCases } from "./capability.ts";
import { closingCases } from "./closing.ts";
import { disconnectCases } from "./disconnect.ts";
import { environCases } from "./environ.ts";
import { failingCases } from "./failing.ts";
import { fieldCases } from "./fields.ts";
import { fileCases } from "./file.ts";
import { finishCases } from "./finish.ts";
import { headCases } from "./head.ts";
import { headerCases } from "./header.ts";
import { http1Cases } from "./http1.ts";
import { inputCases } from "./input.ts";
import { isolationCases } from "./isolation.ts";
import { leftCases } from "./left.ts";
import { lifetimeCases } from "./lifetime.ts";
import { logCases } from "./log.ts";
import { middlewareCases } from "./middleware.ts";
import { paceCases } from "./pace.ts";
import { resourceCases } from "./resource.ts";
import { smugglingCases } from "./smuggling.ts";
import { streamingCases } from "./streaming.ts";
import { targetServerCases } from "./target-server.ts";
import { targetCases } from "./target.ts";
import { uploadCases } from "./upload.ts";
import { versionCases } from "./version.ts";
import { writerCases } from "./writer.ts";
import { wsgiCases } from "./wsgi.ts";

/** Every case, in the order of execution. */
export const cases: readonly Case[] = [
  ...applicationCases,
  ...environCases,
  ...wsgiCases,
  ...logCases,
  ...targetCases,
  ...targetServerCases,
  ...fieldCases,
  ...inputCases,
  ...uploadCases,
  ...headCases,
  ...headerCases,
  ...bodyCases,
  ...bodilessCases,
  ...streamingCases,
  ...paceCases,
  ...closingCases,
  ...failingCases,
  ...breakingCases,
  ...leftCases,
  ...disconnectCases,
  ...finishCases,
  ...lifetimeCases,
  ...isolationCases,
  ...middlewareCases,
  ...writerCases,
  ...capabilityCases,
  ...fileCases,
  ...resourceCases,
  ...http1Cases,
  ...versionCases,
  ...smugglingCases,
];
