/** The price of one thing, in US dollars, and where the number is from. */
export interface Price {
  readonly usd: number;
  /** The unit that is paid for: `hour`, `GiB a month`. */
  readonly per: string;
  /** Who says so, and when; AWS's own pages have the last word. */
  readonly source: string;
}

/** On-demand prices of one region. `npm run cost` prints `asOf` with every sum. */
export interface Prices {
  readonly region: string;
  /** Where AWS shows them to people. */
  readonly pages: string;
  /**
   * Of one instance in one zone; a standby costs the same again. A class that is not here has no price that somebody
   * has written down for us to check: its line says "unknown", and the sum says what it is without.
   */
  readonly instances: Readonly<Record<string, Price | undefined>>;
  readonly gp3: Price;
  readonly publicAddress: Price;
  readonly proxyVcpu: Price;
  /** Aurora is paid by capacity; RDS Proxy before it costs the same an hour as before an instance's vCPU. */
  readonly proxyAcu: Price;
  readonly acu: Price;
  readonly auroraStorage: Price;
  readonly jumpHost: Price;
  readonly disk: Price;
  /** Of each metric that an alarm looks at; ten of an account cost nothing, and so do three dashboards. */
  readonly alarm: Price;
  readonly key: Price;
  readonly secret: Price;
  /** AWS WAF: a web ACL, each of its rules, and what they look at. */
  readonly webAcl: Price;
  readonly webAclRule: Price;
  readonly webAclRequests: Price;
}
