/** Whether a call, `create cruddur-site-index`, is of a file of the page: what is there already is written once more. */
export const isUpload = (call: string): boolean =>
  /^create cruddur-site-(config|index|\S+\.\w+)$/.test(call);
