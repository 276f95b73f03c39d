/** Conditional requests (RFC 9110, section 13). */

/** Validators of a representation. */
export interface Validators {
  /** With its quotes: `"a1b2"`. */
  readonly etag: string;
  /** HTTP knows whole seconds alone. */
  readonly lastModified?: Date;
}

/** Reads a field of the request; undefined when absent. */
export type ReadHeader = (name: string) => string | undefined;

/** Result of the conditions: proceed, respond with 304, or with 412. */
export type Verdict = "proceed" | "not-modified" | "failed";

/** Weighs the conditions in the order of RFC 9110, section 13.2.2. Without validators nothing is there to be matched. */
export function weighConditions(
  method: string,
  header: ReadHeader,
  validators: Validators | undefined,
): Verdict {
  const ifMatch = header("if-match");
  const ifUnmodified = dateOf(header("if-unmodified-since"));
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, validators, "strong")) return "failed";
  } else if (ifUnmodified !== undefined && changedAfter(validators, ifUnmodified)) return "failed";

  const isRead = method === "GET" || method === "HEAD";
  const ifNoneMatch = header("if-none-match");
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, validators, "weak")) return isRead ? "not-modified" : "failed";
  } else if (isRead) {
    const since = dateOf(header("if-modified-since"));
    if (since !== undefined && validators?.lastModified && !changedAfter(validators, since))
      return "not-modified";
  }
  return "proceed";
}

/** Whether a Range still holds for this representation (RFC 9110, section 13.1.5): without If-Range it does. */
export function rangeHolds(header: ReadHeader, validators: Validators): boolean {
  const condition = header("if-range");
  if (condition === undefined) return true;
  if (condition.startsWith('"')) return condition === validators.etag;
  const date = dateOf(condition);
  return (
    date !== undefined &&
    validators.lastModified !== undefined &&
    date === seconds(validators.lastModified.getTime())
  );
}

function matches(field: string, validators: Validators | undefined, by: "strong" | "weak"): boolean {
  if (!validators) return false;
  if (field.trim() === "*") return true;
  const tags = field.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];
  return tags.some((tag) => (by === "weak" ? tag.replace(/^W\//, "") : tag) === validators.etag);
}

function changedAfter(validators: Validators | undefined, date: number): boolean {
  return validators?.lastModified === undefined || seconds(validators.lastModified.getTime()) > date;
}

/** Seconds since 1970 of an IMF-fixdate; any other form counts as absent, as section 13.1.3 has it for a bad date. */
function dateOf(field: string | undefined): number | undefined {
  if (field === undefined || !/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(field)) return undefined;
  const time = Date.parse(field);
  return Number.isNaN(time) ? undefined : seconds(time);
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
