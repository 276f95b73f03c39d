import { conformanceOnFastify } from "./_versions.ts";

conformanceOnFastify("source");
