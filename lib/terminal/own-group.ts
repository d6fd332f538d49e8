/**
 * Options of `spawn` for a program that Ctrl-C in our terminal must not reach, and that opens no window of its own: a
 * process group, or on Windows a console that nobody sees. Ended whole by `endGroup`.
 *
 * Windows takes no console away from a program whose outputs are files or our own; pipes are right.
 */
export const OWN_GROUP = { detached: process.platform !== "win32", windowsHide: true } as const;
