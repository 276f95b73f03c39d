import { conformanceOnExpress } from "./_versions.ts";

conformanceOnExpress("source");
