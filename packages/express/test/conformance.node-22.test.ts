import { conformanceOnExpress } from "./_versions.ts";

conformanceOnExpress("22");
