/** An address and a port; the port is 0 if it is unknown. */
export interface Node {
  readonly address: string;
  readonly port: number;
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

export function isIpv4(text: string): boolean {
  return IPV4.test(text);
}

/** Uses the platform's URL parser: it knows every form of RFC 4291. */
export function isIpv6(text: string): boolean {
  return /^[0-9a-fA-F:.]{2,45}$/.test(text) && text.includes(":") && URL.canParse(`http://[${text}]/`);
}

/**
 * Parses a node as proxies write it: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`. A node that hides its
 * name, `unknown` or `_hidden`, has the address `""` (RFC 7239, 6). Undefined for anything else. Never throws.
 */
export function parseNode(text: string): Node | undefined {
  if (/^(?:unknown|_[A-Za-z0-9._-]+)(?::\d{1,5})?$/i.test(text)) return { address: "", port: 0 };
  if (isIpv6(text)) return { address: text, port: 0 };
  const [, ipv6, plain = "", digits] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}|_[A-Za-z0-9._-]+))?$/.exec(text) ?? [];
  const port = digits === undefined || digits.startsWith("_") ? 0 : Number(digits);
  if (port > 65_535) return undefined;
  if (ipv6 !== undefined) return isIpv6(ipv6) ? { address: ipv6, port } : undefined;
  return isIpv4(plain) ? { address: plain, port } : undefined;
}

/** Parses a host and port as in the Host field; undefined if it is invalid or has user information. */
export function parseAuthority(text: string): { name: string; port: number | undefined } | undefined {
  const [, ipv6, name, digits] =
    /^(?:\[([^\]]*)\]|([A-Za-z0-9._~-]{1,255}))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port === 0 || port > 65_535)) return undefined;
  if (ipv6 !== undefined) return isIpv6(ipv6) ? { name: ipv6, port } : undefined;
  // A name that looks like an IPv4 address but is not valid is not a host (URL, 4.3).
  return name !== undefined && URL.canParse(`http://${name}/`) ? { name, port } : undefined;
}
