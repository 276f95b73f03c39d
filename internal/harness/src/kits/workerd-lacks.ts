import { fetchLacks, type Lack, type Lacks } from "@tsgi/conformance";

const noFragment = "workerd drops this part of the target before the handler";
const noVersion = "workerd does not expose the HTTP version: every request looks like HTTP/1.1";
const noLeaving = "workerd notices a disconnected client only at its next write";
const staysOpen = "workerd removes `Connection: close` from our 400";

/** By chance: it depends on how much the system has accepted. */
const loses: Lack = {
  cannotRun:
    "workerd resets the connection of a failed response: data that a slow client has not received is lost",
};

/** Gaps of workerd itself: a handler without TSGI has them too. */
export const workerdLacks: Lacks = {
  ...fetchLacks,
  methodCase: "workerd converts a common method to upper case, and refuses an unknown one with 501",
  absoluteTarget: "workerd drops the authority of an absolute target and keeps Host",
  latin1Fields: "workerd reads and writes header values as UTF-8",
  openFiles: { cannotRun: "a Worker has no files" },
  "case:target-fragment": noFragment,
  "case:target-scheme": noFragment,
  "case:target-userinfo": noFragment,
  "case:fields-joined": "workerd also joins cookies by a comma; Cloudflare's edge joins them first",
  "case:http10": noVersion,
  "case:http10-no-host": "workerd refuses every request without Host",
  "case:host-empty": "workerd refuses an empty Host",
  "case:leave-waiting": noLeaving,
  "case:leave-after-upload": noLeaving,
  "case:leave-unwatched": noLeaving,
  "case:leave-stream": noLeaving,
  "case:leave-before-answer": noLeaving,
  "case:leave-late-signal": noLeaving,
  "case:leave-error-thrown": noLeaving,
  "case:input-whole-after-leaving": { cannotRun: noLeaving },
  "case:log-broken-upload-body": {
    cannotRun: "workerd itself logs that the stream of a response has failed, whichever side caused it",
  },
  "case:fail-late-sent-chunked": loses,
  "case:fail-late-sent-length": loses,
  "case:ambiguous-cl-te": "workerd prefers Transfer-Encoding, answers, and closes the connection",
  "case:ambiguous-te-cl": "workerd prefers Transfer-Encoding, answers, and closes the connection",
  "case:ambiguous-same-lengths": "workerd makes one of lengths that agree",
  "case:ambiguous-te-twice": staysOpen,
  "case:ambiguous-bare-lf": "workerd takes a bare LF for the end of a line, and shows nothing of it",
  "case:ambiguous-two-hosts": staysOpen,
  "case:ambiguous-two-types": staysOpen,
  "case:huge-head": "workerd takes a head of 200,000 bytes",
};
