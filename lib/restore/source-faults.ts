import { MASTER_USER } from "../domain/master-user.ts";
import { setLine } from "../stack-config/fault.ts";

/** Why a database cannot be made from somewhere. */
export interface SourceFault {
  /** A sentence. */
  readonly problem: string;
  /** What to type. */
  readonly hint: string;
}

/** A snapshot, as far as it counts whether a stack's database can be made from it. */
export interface SourceSnapshot {
  readonly arn: string;
  readonly type: string;
  readonly status: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly masterUser: string;
  readonly isEncrypted: boolean;
  readonly keyArn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The stack that would be given its data. */
export interface AboutStack {
  readonly stack: string;
  readonly region: string;
  readonly kind: "instance" | "cluster";
  /** The major version, `18`. */
  readonly engineVersion: string;
  readonly environment: string;
  /** Undefined where the configuration names none. */
  readonly account: string | undefined;
  /** The key that the configuration asks for, by alias and by id; without an id it is not there yet. */
  readonly key?: { readonly alias: string; readonly id: string | undefined };
}

/** @param place the region of a snapshot that is named by its ARN */
export function snapshotFaults(
  name: string,
  snapshot: SourceSnapshot | undefined,
  about: AboutStack & { readonly place: string | undefined },
): SourceFault[] {
  const { stack, region, kind, place } = about;
  if (place !== undefined && place !== region) {
    return [
      {
        problem: `Snapshot ${name} is in ${place}, and stack ${stack} in ${region}: a database is made from a snapshot of its own region.`,
        hint: copyLine(name, about, ` --source-region ${place}`),
      },
    ];
  }
  if (snapshot === undefined) {
    return [
      {
        problem: `There is no snapshot ${name} in ${region} that this account may see.`,
        hint: `See what there is: npm run rds:snapshots -- --target ${stack}, or aws rds ${describe[kind]} --region ${region}`,
      },
    ];
  }
  const faults: SourceFault[] = [];
  const engine = kind === "cluster" ? "aurora-postgresql" : "postgres";
  if (snapshot.engine !== engine) {
    const other = snapshot.engine === "aurora-postgresql" ? "aurora" : "instance";
    return [
      {
        problem: `Snapshot ${name} is of engine ${snapshot.engine}, and stack ${stack} has ${engine}.`,
        hint: /postgres/.test(snapshot.engine)
          ? `For a stack that has no database yet: ${setLine(stack, "topology", other)}`
          : `Name a snapshot of ${engine}: aws rds ${describe[kind]} --region ${region}`,
      },
    ];
  }
  const owner = snapshot.arn.split(":")[4];
  const keyOwner = snapshot.keyArn?.split(":")[4];
  if (snapshot.type === "shared" || (about.account !== undefined && owner !== about.account)) {
    faults.push({
      problem: `Snapshot ${name} is account ${owner}'s, which shares it: a database is made from one of the account's own.`,
      hint: copyLine(snapshot.arn, about),
    });
  } else if (!snapshot.isEncrypted) {
    faults.push({
      problem: `Snapshot ${name} is not encrypted, and a database keeps what its snapshot has.`,
      hint: copyLine(name, about),
    });
  } else if (keyOwner !== undefined && owner !== undefined && keyOwner !== owner) {
    faults.push({
      problem: `Snapshot ${name} is encrypted with a key of account ${keyOwner}: ${snapshot.keyArn}. Whoever has that key could take the database away.`,
      hint: copyLine(name, about),
    });
  }
  const { key } = about;
  if (key !== undefined && key.id === undefined) {
    faults.push({
      problem: `customerKey is true, and ${key.alias} is not there: a database has the key of its snapshot, so the key comes first, then a copy with it.`,
      hint: `Make the key alone: pulumi up --target '**::cruddur-database-key*' --stack ${stack}\n${copyLine(name, about)}`,
    });
  } else if (key !== undefined && snapshot.keyArn?.split("/").at(-1) !== key.id) {
    faults.push({
      problem: `Snapshot ${name} is not encrypted with ${key.alias}, as customerKey asks for: a database has the key of its snapshot.`,
      hint: copyLine(name, about),
    });
  }
  if (snapshot.status !== "available") {
    faults.push({
      problem: `Snapshot ${name} is ${snapshot.status}, not available.`,
      hint:
        snapshot.status === "creating"
          ? `Wait until it is: npm run rds:snapshots -- --target ${stack}`
          : `Name another one: npm run rds:snapshots -- --target ${stack}`,
    });
  }
  const major = snapshot.engineVersion.split(".")[0]!;
  if (major !== about.engineVersion) {
    faults.push({
      problem: `Snapshot ${name} is of PostgreSQL ${snapshot.engineVersion}, and stack ${stack} has ${about.engineVersion}: a restore changes no major version.`,
      hint:
        Number(major) < Number(about.engineVersion)
          ? `Bring a copy of the snapshot to ${about.engineVersion} first: docs/operations.md, "Snapshot of an older major version".`
          : `Name one of PostgreSQL ${about.engineVersion}: npm run rds:snapshots -- --target ${stack}`,
    });
  }
  if (snapshot.masterUser !== MASTER_USER) {
    faults.push({
      problem: `Snapshot ${name} has the master user ${snapshot.masterUser}, and a stack's is ${MASTER_USER}: it was not made from a stack of this project.`,
      hint: "Make an empty database, and take the rows over: npm run db:import. docs/bootcamp.md tells how.",
    });
  }
  const { environment } = snapshot.tags;
  if (environment !== undefined && environment !== about.environment) {
    faults.push({
      problem: `Snapshot ${name} is of environment "${environment}", and stack ${stack} is "${about.environment}": its migrator would refuse the database in the middle of the up.`,
      hint: `Production's rows stay in production. For a second stack of the same environment: pulumi stack init ${environment}-next, then ${setLine(`${environment}-next`, "environment", environment)}`,
    });
  }
  return faults;
}

/** Why a time cannot be gone back to. */
export function windowFaults(
  { instance, at }: { readonly instance: string; readonly at: string },
  window: { readonly earliest: string; readonly latest: string } | undefined,
  { stack, region, key }: AboutStack,
): SourceFault[] {
  if (key !== undefined) {
    return [
      {
        problem: `customerKey is true, and a database that comes from backups has the key of the one that they are of.`,
        hint: `Make a snapshot, and a copy of it with ${key.alias}; docs/operations.md says how ("A key of one's own").`,
      },
    ];
  }
  if (window === undefined) {
    return [
      {
        problem: `There are no backups of a database ${instance} in ${region}.`,
        hint: `See what there is: npm run rds:snapshots -- --target ${stack}`,
      },
    ];
  }
  const { earliest, latest } = window;
  if (at === "latest") return [];
  const time = Date.parse(at);
  if (time >= Date.parse(earliest) && time <= Date.parse(latest)) return [];
  return [
    {
      problem: `${at} is outside of what the backups of ${instance} reach: from ${earliest} to ${latest}.`,
      hint:
        time > Date.parse(latest)
          ? "RDS keeps up within five minutes. For the newest there is: latest"
          : `A snapshot may be older: npm run rds:snapshots -- --target ${stack}`,
    },
  ];
}

const describe = {
  instance: "describe-db-snapshots",
  cluster: "describe-db-cluster-snapshots",
} as const;

/** A copy is the account's own, encrypted with a key of its own. */
function copyLine(source: string, { kind, stack, region, key }: AboutStack, more = ""): string {
  const [command, option] =
    kind === "cluster"
      ? ["copy-db-cluster-snapshot", "db-cluster-snapshot"]
      : ["copy-db-snapshot", "db-snapshot"];
  return `Copy it, and name the copy: aws rds ${command} --source-${option}-identifier ${source} --target-${option}-identifier ${stack}-copy --kms-key-id ${key?.alias ?? "alias/aws/rds"} --region ${region}${more}`;
}
