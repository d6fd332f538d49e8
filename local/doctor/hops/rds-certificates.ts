import { ok, warning, type Hop } from "../hop.ts";

/** Long enough before the end to bring a newer set into every environment. */
const NOTICE_DAYS = 180;

/** The certificate authorities by which servers on RDS are verified are good for a while. */
export const rdsCertificates: Hop = {
  id: "rds-certificates",
  title: "RDS certificates",
  needs: ["install"],
  async run({ now }) {
    const bundle = await import("#lib/connection/rds-certificates");
    const all = bundle.rdsCertificates();
    const [ending, ...more] = bundle.expiringCertificates(now, NOTICE_DAYS);
    if (ending) {
      const verb = ending.validTo < now ? "ended" : "ends";
      const others = more.length === 0 ? "" : `, and ${more.length} more by then or soon after`;
      return warning(`${ending.name} ${verb} on ${dayOf(ending.validTo)}${others}`, FIX);
    }
    const [first] = bundle.expiringCertificates(now, Number.POSITIVE_INFINITY);
    if (!first) return warning("there is none to verify a server on RDS by", FIX);
    return ok(`${all.length} authorities, the first ends on ${dayOf(first.validTo)}`);
  },
};

const FIX = "npm run aws-data";

const dayOf = (date: Date) => date.toISOString().slice(0, 10);
