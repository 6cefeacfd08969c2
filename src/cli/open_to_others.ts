// Profiles tell paths, queries and source code, so it is said when others can read them.

/** Said when a dashboard listens where isOpenToOthers(). */
export const OPEN_TO_OTHERS =
  "Everybody who reaches this address can read the profiles, with the source code of the app";

/** True unless only this machine can connect to the address. */
export function isOpenToOthers(hostname: string): boolean {
  return !/^(localhost|127(\.\d+){3}|::1)$/i.test(hostname);
}
