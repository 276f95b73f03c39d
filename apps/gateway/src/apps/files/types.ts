/** Types of the files that are sent: those that a browser may show, and those that it must save. */
import { create } from "content-disposition";

/**
 * Types that run nothing, whatever the bytes are: these may be shown, all else is saved. No HTML, no SVG, no XML, no PDF
 * among them: each can carry a script.
 */
const SHOWN: ReadonlySet<string> = new Set([
  "text/plain",
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "audio/mpeg",
  "audio/ogg",
  "audio/wav",
  "video/mp4",
  "video/webm",
]);

/** The fields that describe a file. */
export function describe(
  name: string,
  type: string,
): { "content-type": string; "content-disposition": string } {
  const essence = type.split(";", 1)[0]!.trim().toLowerCase();
  const isShown = SHOWN.has(essence);
  return {
    "content-type": isShown
      ? essence + (essence === "text/plain" ? "; charset=utf-8" : "")
      : "application/octet-stream",
    "content-disposition": create(name, { type: isShown ? "inline" : "attachment" }),
  };
}

/** The last part of a name that a client sent, without control characters, at most 200 characters; `file` when nothing is left. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1)!;
  // Bidirectional controls would show `exe.txt` for `txt.exe`.
  const clean = last
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
  return Array.from(clean).slice(0, 200).join("").replace(/^\.+$/, "") || "file";
}
