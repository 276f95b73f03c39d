import { conformanceOnFastify } from "./_versions.ts";

conformanceOnFastify("26");
