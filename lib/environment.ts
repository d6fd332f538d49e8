/** A process's environment variables, or what stands for them. */
export type Env = Readonly<Record<string, string | undefined>>;
