import type { Lack, Lacks } from "@tsgi/conformance";
import { fetchLacks } from "../../fetch/test/_limits.ts";

/** What workerd lacks, whatever runs in it: seen of a handler without TSGI, too. */
export const workerdLacks: Lacks = {
  ...fetchLacks,
  methodCase: "workerd makes a common method upper-case, and refuses an unknown one with 501",
  absoluteTarget: "workerd takes the authority of an absolute target away and keeps Host",
  latin1Fields: "workerd reads and writes header values as UTF-8",
  openFiles: { cannotRun: "a Worker has no files" },
};

const noFragment = "workerd takes this part of the target away before the handler";
const noVersion = "workerd tells no version of HTTP: every request looks like HTTP/1.1";
const noLeaving = "workerd notices that a client left when it next has something to write to it";
const staysOpen = "workerd takes `Connection: close` away from our 400";

/** By chance: how much of it the system has taken. */
const loses: Lack = {
  cannotRun:
    "workerd resets the connection of a response that fails: what a slow client has not received is lost",
};

/** The same for single cases. */
export const workerdLimits: Readonly<Record<string, Lack>> = {
  "target-fragment": noFragment,
  "target-scheme": noFragment,
  "target-userinfo": noFragment,
  "fields-joined": "workerd joins cookies by a comma too; Cloudflare's edge has joined them before",
  http10: noVersion,
  "http10-no-host": "workerd refuses every request without Host",
  "host-empty": "workerd refuses an empty Host",
  "leave-waiting": noLeaving,
  "leave-after-upload": noLeaving,
  "leave-unwatched": noLeaving,
  "leave-stream": noLeaving,
  "leave-before-answer": noLeaving,
  "leave-late-signal": noLeaving,
  "leave-error-thrown": noLeaving,
  "input-whole-after-leaving": { cannotRun: noLeaving },
  "log-broken-upload-body": {
    cannotRun: "workerd logs by itself that the stream of a response has failed, whoever is to blame",
  },
  "fail-late-sent-chunked": loses,
  "fail-late-sent-length": loses,
  "ambiguous-cl-te": "workerd prefers Transfer-Encoding, answers, and closes the connection",
  "ambiguous-te-cl": "workerd prefers Transfer-Encoding, answers, and closes the connection",
  "ambiguous-same-lengths": "workerd makes one of lengths that agree",
  "ambiguous-te-twice": staysOpen,
  "ambiguous-bare-lf": "workerd takes a bare LF for the end of a line, and shows nothing of it",
  "ambiguous-two-hosts": staysOpen,
  "ambiguous-two-types": staysOpen,
  "huge-head": "workerd takes a head of 200,000 bytes",
};
