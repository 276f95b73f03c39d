const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const IMF = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
const RFC850 =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/;
const ASCTIME = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/;

/** Parses a date in its three forms (RFC 9110, 5.6.7): milliseconds since the epoch, undefined for anything else. */
export function parseHttpDate(field: string | undefined, now: number = Date.now()): number | undefined {
  const text = field?.trim() ?? "";
  let parts = IMF.exec(text);
  if (parts) return timeOf(Number(parts[3]), parts[2]!, parts[1]!, parts.slice(4));
  parts = RFC850.exec(text);
  if (parts) return timeOf(fullYear(Number(parts[3]), now), parts[2]!, parts[1]!, parts.slice(4));
  parts = ASCTIME.exec(text);
  if (parts) return timeOf(Number(parts[6]), parts[1]!, parts[2]!, parts.slice(3, 6));
  return undefined;
}

function timeOf(year: number, monthName: string, day: string, clock: readonly string[]): number | undefined {
  const month = MONTHS.indexOf(monthName);
  const [hour, minute, second] = clock.map(Number) as [number, number, number];
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return undefined;
  const time = Date.UTC(year, month, Number(day), hour, minute, second);
  return new Date(Date.UTC(year, month, Number(day))).getUTCDate() === Number(day) ? time : undefined;
}

/** A two-digit year that appears to be more than 50 years in the future is in the past century (RFC 9110, 5.6.7). */
function fullYear(digits: number, now: number): number {
  const current = new Date(now).getUTCFullYear();
  const year = current - (current % 100) + digits;
  return year > current + 50 ? year - 100 : year;
}
