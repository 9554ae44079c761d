// The link a person opens: the control stands in the path, the secret in the fragment, which no server ever sees.

/** What the link says. */
export interface Link {
  readonly control: string;
  readonly secret: string | null;
}

/** Reads the address. */
export function readLink(path: string, fragment: string): Link | null {
  const control = /^\/c\/([A-Za-z0-9_-]{1,128})\/?$/.exec(path)?.[1];
  if (control === undefined) return null;
  const secret = new URLSearchParams(fragment.replace(/^#/, "")).get("s");
  return { control, secret: secret === "" ? null : secret };
}

/** Reads the address bar and takes the secret out of it; a reload of the same tab finds it until the control is claimed. */
export function takeLink(): Link | null {
  const link = readLink(location.pathname, location.hash);
  if (link === null) return null;
  if (location.hash !== "") history.replaceState(null, "", location.pathname);
  if (link.secret !== null) sessionStorage.setItem(link.control, link.secret);
  return { control: link.control, secret: link.secret ?? sessionStorage.getItem(link.control) };
}

/** Forgets the secret. */
export function forgetSecret(control: string): void {
  sessionStorage.removeItem(control);
}

/** Where a person may be sent on to: the issuer's registered address, never a script. */
export function safeAddress(address: string): string | null {
  try {
    return ["https:", "http:"].includes(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}
