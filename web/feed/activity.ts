/** One crud, as the API sends it. Times are ISO 8601. */
export interface Activity {
  uuid: string;
  display_name: string;
  handle: string;
  message: string;
  replies_count: number;
  reposts_count: number;
  likes_count: number;
  reply_to_activity_uuid: string | null;
  /** null: it stays. */
  expires_at: string | null;
  created_at: string;
}

/** One page of the feed, newest first. */
export interface Page {
  activities: Activity[];
  /** The address of the next page, or null on the last. */
  next: string | null;
}

/** When it expires, in milliseconds since 1970; Infinity when never. */
export function expiryOf(activity: Activity): number {
  return activity.expires_at === null ? Infinity : Date.parse(activity.expires_at);
}
