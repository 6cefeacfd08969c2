// A warning that tests under heavy load must not count as a failure.
/** What is said when the machine, or its disk, is slower than the load that a test makes: nobody's fault. */
export const DELAY_WARNING =
  /^warning: (Profiles in .+ are written more slowly than requests come|All profiles are written)/;
