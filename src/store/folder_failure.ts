// Words for what the system refuses to do with a folder, as a user can act on them.
import { UserError } from "../errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EEXIST: "it is not a folder",
  ENOTDIR: "it is not a folder",
  EISDIR: "it is a folder",
  ENOENT: "it does not exist",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many open files",
  ELOOP: "too many links",
  EFBIG: "the file is larger than the system allows",
  EIO: "the disk reports an error",
};

/** The UserError for a failed system call: "ACTION: reason"; other errors are bugs and pass through. */
export function folderFailure(action: string, error: unknown, hint: string): unknown {
  const code = (error as { code?: unknown }).code;
  if (error instanceof UserError || typeof code !== "string") return error;
  const reason = REASONS[code] ?? (error as Error).message;
  return new UserError(`${action}: ${reason}`, { hint, cause: error });
}
