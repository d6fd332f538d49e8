/** Where the origin always listens, for this machine's own programs. */
export const LOOPBACK = "127.0.0.1";
