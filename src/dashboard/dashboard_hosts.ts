// The Host headers that a dashboard answers: the names of its own address, so that no other name can be made to
// point at it.

/** Names for an address with their port. A wildcard has those of all networks of this machine. */
export function dashboardHosts(hostname: string, port: number): string[] {
  const names = new Set(namesOf(hostname));
  return [...names].flatMap((name) => {
    const host = urlHost(name);
    // Browsers leave the default port out.
    return port === 80 ? [host, `${host}:${port}`] : [`${host}:${port}`];
  });
}

/** "http://127.0.0.1:8001/": what to open in a browser. */
export function dashboardUrl(hostname: string, port: number): string {
  return `http://${urlHost(isWildcard(hostname) ? "127.0.0.1" : hostname)}:${port}/`;
}

function namesOf(hostname: string): string[] {
  const own = ["localhost", "127.0.0.1", "::1"];
  if (!isWildcard(hostname)) return [hostname, ...own];
  const addresses = Deno.networkInterfaces().map(({ address }) => address.replace(/%.*$/, ""));
  return [...own, ...addresses, Deno.hostname()];
}

function isWildcard(hostname: string): boolean {
  return hostname === "0.0.0.0" || hostname === "::";
}

function urlHost(name: string): string {
  return name.includes(":") ? `[${name}]` : name;
}
