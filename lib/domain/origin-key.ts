/**
 * The header by which the API's function of a production stack knows that CloudFront asks. CloudFront puts it on each
 * request to the API, over whatever a client has sent under that name.
 */
export const ORIGIN_KEY_HEADER = "x-cruddur-origin-key";
