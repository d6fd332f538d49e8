/**
 * The way out for the one setting that a component does not offer: a partial that is laid over the child's arguments,
 * or a function that returns them changed.
 */
export type Transform<Args> = Partial<Args> | ((args: Args) => Args);

export function applyTransform<Args extends object>(args: Args, transform?: Transform<Args>): Args {
  if (typeof transform === "function") return transform(args);
  return { ...args, ...transform };
}
