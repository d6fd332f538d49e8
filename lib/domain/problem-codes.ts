/** Short stable codes of what the server refuses or cannot do. The page has a sentence for each that people can meet. */

/** Why the pre-sign-up trigger refuses somebody. Cognito shows the text of a trigger's error, so the code is that text. */
export type SignUpCode = "HANDLE_INVALID" | "HANDLE_TAKEN" | "NAME_INVALID" | "TRY_LATER";

/** A fault of a crud's message; the bootcamp's codes where it has them. */
export type MessageCode = "message_blank" | "message_exceed_max_chars" | "message_invalid";

/** A fault of a crud, in the API's `errors`. */
export type ActivityCode = MessageCode | "ttl_blank" | "ttl_invalid";

/** The API's `error` where people can do something about it or wait. */
export type WaitCode =
  | "unauthorized"
  | "profile_pending"
  | "database_unavailable"
  | "database_missing"
  | "schema_missing"
  | "schema_foreign"
  | "keys_unavailable";

/** Every `error` of the API. */
export type ApiCode =
  | WaitCode
  | "body_too_large"
  | "conflict"
  | "internal"
  | "invalid"
  | "invalid_activity"
  | "invalid_query"
  | "malformed_json"
  | "not_found"
  | "unsupported_media_type"
  | "wrong_address";
