/** A route of the HTTP API. What is not listed gets 404 from API Gateway and never reaches the function. */
export interface ApiRoute {
  /** Part of the logical names; never changed. */
  readonly role: string;
  /** Method and path. */
  readonly key: `${"GET" | "POST"} /api/${string}`;
  /** Only with an access token of the user pool. */
  readonly isSignedIn: boolean;
}

/** The routes of `lambda/api/app.ts`; a test compares. */
export const API_ROUTES: readonly ApiRoute[] = [
  { role: "health", key: "GET /api/health", isSignedIn: false },
  { role: "home-feed", key: "GET /api/activities/home", isSignedIn: false },
  { role: "create-activity", key: "POST /api/activities", isSignedIn: true },
  { role: "me", key: "GET /api/me", isSignedIn: true },
];
