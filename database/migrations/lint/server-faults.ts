import type { DefElem, Node } from "libpg-query";
import type { Fault } from "./fault.ts";
import type { MigrationState } from "./migration-state.ts";

const OF_ITS_OWN =
  "Give the statement a migration of its own, whose first line is: -- no-transaction";

/** Statements that PostgreSQL refuses within a transaction, and those on more than this database. */
export function serverFaults(node: Node, state: MigrationState): Fault[] {
  const alone = state.inTransaction ? neverInTransaction(node) : undefined;
  if (alone !== undefined) {
    const message = `PostgreSQL does no ${alone} within a transaction, and a migration is one.`;
    return [{ rule: "transaction", message, hint: OF_ITS_OWN }];
  }
  const beyond = beyondDatabase(node);
  return beyond ? [{ rule: "server", ...beyond }] : [];
}

function neverInTransaction(node: Node): string | undefined {
  if ("VacuumStmt" in node && node.VacuumStmt.is_vacuumcmd) return "VACUUM";
  if ("ClusterStmt" in node && !node.ClusterStmt.relation) return "CLUSTER of all tables";
  if ("ReindexStmt" in node) {
    const kind = node.ReindexStmt.kind?.replace("REINDEX_OBJECT_", "");
    if (["SCHEMA", "DATABASE", "SYSTEM"].includes(kind ?? "")) return `REINDEX ${kind}`;
  }
  return undefined;
}

const BY_AN_ADMINISTRATOR =
  "Take it out. Who administers the server does it once, by psql: npm run db:connect";

function beyondDatabase(node: Node): Pick<Fault, "message" | "hint"> | undefined {
  const kind = Object.keys(node)[0]!;
  if (
    /^(Createdb|Dropdb|CreateTableSpace|DropTableSpace|AlterDatabase|AlterDatabaseSet|AlterSystem|CreateSubscription|AlterSubscription)Stmt$/.test(
      kind,
    )
  ) {
    return {
      message:
        "This changes the server or another database, which the schema's owner may not, and no rollback undoes it.",
      hint: BY_AN_ADMINISTRATOR,
    };
  }
  if (/^(CreateRole|AlterRole|AlterRoleSet|DropRole|GrantRole)Stmt$/.test(kind)) {
    return {
      message: "Roles are every database's of the server, and the schema's owner may make none.",
      hint: "Roles and what they may are lib/domain/access.ts: npm run db:migrate brings them up to date.",
    };
  }
  if ("ReassignOwnedStmt" in node) {
    return {
      message: "This changes the owner of everything that a role has in this database.",
      hint: "Name each object: alter table <name> owner to <role>",
    };
  }
  if ("CopyStmt" in node) {
    const { filename, is_program, is_from } = node.CopyStmt;
    if (filename !== undefined || is_program) {
      return {
        message:
          "COPY with a file or a program is the server's, which hosted servers have none of.",
        hint: "Write the rows as: insert into … values (…), (…)",
      };
    }
    return {
      message: is_from
        ? "A migration's file brings no rows along behind COPY … FROM STDIN."
        : "Nobody reads what COPY … TO STDOUT writes here.",
      hint: is_from ? "Write the rows as: insert into … values (…), (…)" : "Take it out.",
    };
  }
  return undefined;
}

/** Settings that outlive the statement that they are for, and other roles than the schema's owner. */
export function sessionFaults(node: Node): Fault[] {
  if (!("VariableSetStmt" in node)) return [];
  const { name = "", kind, is_local = false, location } = node.VariableSetStmt;
  if (/^(role|session_authorization)$/.test(name)) {
    const message =
      "What another role makes is not the schema's owner's, and later migrations may not change it.";
    return [{ rule: "session", message, hint: "Take it out: a migration runs as the owner." }];
  }
  // The limit of locks has a rule of its own.
  if (is_local || name === "lock_timeout" || name === "TRANSACTION" || kind !== "VAR_SET_VALUE") {
    if (name !== "SESSION CHARACTERISTICS") return [];
  }
  return [
    {
      rule: "session",
      message:
        "A setting of the session's is given back at the migration's end, and does not say so.",
      hint: name === "SESSION CHARACTERISTICS" ? "Take it out." : `set local ${name} = …`,
      location: location === -1 ? undefined : location,
    },
  ];
}

/** Columns and domains of a type that loses which moment is meant. */
export function timestampFaults(node: Node): Fault[] {
  const found: { readonly location: number | undefined }[] = [];
  const add = (typeName: TypeName | undefined): void => {
    const last = typeName?.names?.at(-1);
    if (last && "String" in last && last.String.sval === "timestamp") {
      found.push({ location: typeName!.location });
    }
  };
  const look = (tree: unknown): void => {
    if (typeof tree !== "object" || tree === null) return;
    for (const [key, part] of Object.entries(tree)) {
      // Those of a table, of ALTER TABLE and of a composite type; a domain is a type by itself.
      if (["ColumnDef", "CreateDomainStmt"].includes(key)) {
        add((part as { readonly typeName?: TypeName }).typeName);
      }
      look(part);
    }
  };
  look(node);
  if ("ViewStmt" in node) castsIn(node.ViewStmt.query).forEach(add);
  if ("CreateTableAsStmt" in node) castsIn(node.CreateTableAsStmt.query).forEach(add);
  return found.map(({ location }) => ({
    rule: "timestamp",
    message:
      "A timestamp without time zone does not say which moment it is: it differs with the zone of who wrote it.",
    hint: "Write timestamptz.",
    location,
  }));
}

/** The types that the columns of a query are cast to. */
function castsIn(query: Node | undefined): (TypeName | undefined)[] {
  if (!query || !("SelectStmt" in query)) return [];
  const { targetList = [], larg, rarg } = query.SelectStmt;
  return [
    ...targetList.flatMap((target) => {
      const value = "ResTarget" in target ? target.ResTarget.val : undefined;
      return value && "TypeCast" in value ? [value.TypeCast.typeName] : [];
    }),
    ...[larg, rarg].flatMap((side) => (side ? castsIn({ SelectStmt: side }) : [])),
  ];
}

interface TypeName {
  readonly names?: readonly Node[];
  readonly location?: number;
}

/** VACUUM FULL, CLUSTER and REFRESH, which write a whole table anew. */
export function rewriteFaults(node: Node, state: MigrationState): Fault[] {
  const fault = (what: string, hint: string): Fault[] => [
    {
      rule: "table-rewrite",
      message: `${what} writes all of it anew while nobody can use it.`,
      hint,
    },
  ];
  const whenIdle = "Do it while nobody works with the table, and say when in a lint-allow.";
  if (
    "VacuumStmt" in node &&
    node.VacuumStmt.options?.some((option) => optionName(option) === "full")
  ) {
    return fault("VACUUM FULL", "vacuum <table>, without FULL");
  }
  if ("ClusterStmt" in node && !state.isNew(node.ClusterStmt.relation))
    return fault("CLUSTER", whenIdle);
  if ("RefreshMatViewStmt" in node) {
    const { concurrent, relation } = node.RefreshMatViewStmt;
    if (concurrent || state.isNew(relation)) return [];
    return fault(
      "REFRESH",
      "refresh materialized view concurrently <name>, which takes a unique index on it",
    );
  }
  return [];
}

const optionName = (node: Node): string | undefined =>
  "DefElem" in node ? (node.DefElem as DefElem).defname : undefined;

/** Constraints of a domain, which are checked in every table that uses it. */
export function domainFaults(node: Node): Fault[] {
  if (!("AlterDomainStmt" in node)) return [];
  const { subtype, def, typeName = [] } = node.AlterDomainStmt;
  const last = typeName.at(-1);
  const name = last && "String" in last ? (last.String.sval ?? "") : "";
  const constraint = def && "Constraint" in def ? def.Constraint : undefined;
  const adds = subtype === "C" && !constraint?.skip_validation;
  if (!adds && subtype !== "O") return [];
  const isNotNull = subtype === "O" || constraint?.contype === "CONSTR_NOTNULL";
  const check = isNotNull ? "value is not null" : "…";
  return [
    {
      rule: isNotNull ? "set-not-null" : "constraint-validation",
      message: `Every row of each table with a column of domain ${name} is read, while nobody can write them.`,
      hint: `alter domain ${name} add constraint <name> check (${check}) not valid, and in a later migration: alter domain ${name} validate constraint <name>`,
    },
  ];
}
