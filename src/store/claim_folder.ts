// The default folder for profiles lies where everybody may write, and profiles tell much about an app.
import { UserError } from "../errors.ts";

/**
 * Makes a folder private, mode 0700. In a shared temp folder anybody may have made it, or a link, before us: then
 * this throws a UserError.
 */
export async function claimFolder(path: string): Promise<void> {
  const info = await Deno.lstat(path);
  const refuse = (reason: string) => {
    throw new UserError(`Cannot write profiles to "${path}": ${reason}`, {
      hint: "Choose another folder with --prof-path, or delete this one.",
    });
  };
  if (info.isSymlink) refuse("it is a link, perhaps set by somebody else");
  const uid = Deno.uid();
  if (uid === null) return;
  if (info.uid !== uid) refuse("it belongs to another user");
  if (((info.mode ?? 0) & 0o077) !== 0) await Deno.chmod(path, 0o700);
}
