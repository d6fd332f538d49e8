import type { AlterTableCmd, ColumnDef, Constraint, Node } from "libpg-query";
import { nameOf, type MigrationState } from "./migration-state.ts";
import type { Fault } from "./fault.ts";
import { constraintsOf, reasonToRewrite } from "./volatile-default.ts";

/** The faults of an ALTER TABLE of a table that may have rows; none for any other statement. */
export function alterTableFaults(node: Node, state: MigrationState): Fault[] {
  if (!("AlterTableStmt" in node)) return [];
  const { relation, cmds = [], objtype } = node.AlterTableStmt;
  if (!relation || objtype !== "OBJECT_TABLE" || state.isNew(relation)) return [];
  return cmds.flatMap((cmd) =>
    "AlterTableCmd" in cmd ? commandFaults(cmd.AlterTableCmd, nameOf(relation)) : [],
  );
}

function commandFaults(command: AlterTableCmd, table: string): Fault[] {
  const column = command.def && "ColumnDef" in command.def ? command.def.ColumnDef : undefined;
  const constraint =
    command.def && "Constraint" in command.def ? command.def.Constraint : undefined;
  const kind: string = command.subtype ?? "";
  switch (kind) {
    case "AT_AddColumn":
      return column ? newColumnFaults(column, table) : [];
    case "AT_AddConstraint":
      return constraint ? newConstraintFaults(constraint, table) : [];
    case "AT_AlterColumnType":
      return [
        {
          rule: "table-rewrite",
          message: `Changing the type of ${table}.${command.name} writes the whole table and its indexes anew, unless both types are stored alike.`,
          hint: "Add a column of the new type, fill it in batches, and let the code change over. If the types are stored alike (varchar(50) to text), say so in a lint-allow.",
          location: column?.location,
        },
      ];
    case "AT_SetNotNull":
      return [setNotNull(table, command.name ?? "", undefined)];
    case "AT_DropColumn":
      return [
        {
          rule: "drop",
          message: `Column ${table}.${command.name} and its data are deleted; code that still names it fails.`,
          hint: "Deploy the code that no longer uses it first, then drop it and say so in a lint-allow.",
        },
      ];
    case "AT_SetLogged":
    case "AT_SetUnLogged":
    case "AT_SetAccessMethod":
    case "AT_SetTableSpace":
    case "AT_SetExpression":
      return [
        {
          rule: "table-rewrite",
          message: `This writes the whole of ${table} anew while nobody can use it.`,
          hint: "Do it while nobody works with the table, and say when in a lint-allow.",
        },
      ];
    case "AT_DisableTrig":
    case "AT_DisableTrigAll":
    case "AT_DisableTrigUser":
    case "AT_DisableRule":
    case "AT_DisableRowSecurity":
    case "AT_NoForceRowSecurity":
      return [
        {
          rule: "unguarded",
          message: `What keeps the rows of ${table} right or private is switched off, for everybody and until somebody switches it on.`,
          hint: "Leave it on. If this migration's own statements need it off, switch it on below them and say so in a lint-allow.",
        },
      ];
    default:
      return [];
  }
}

function newColumnFaults(column: ColumnDef, table: string): Fault[] {
  const name = `${table}.${column.colname}`;
  const location = column.location;
  const faults: Fault[] = [];
  const rewrite = reasonToRewrite(column);
  if (rewrite !== undefined) {
    faults.push({
      rule: "table-rewrite",
      message: `Adding ${name} writes every row of the table: ${rewrite}.`,
      hint: "Add the column without it, fill it in batches, then set the default for new rows.",
      location,
    });
  }
  const constraints = constraintsOf(column.constraints);
  const has = (...types: readonly Constraint["contype"][]) =>
    constraints.find(({ contype }) => types.includes(contype));
  const filled = rewrite !== undefined || has("CONSTR_DEFAULT", "CONSTR_GENERATED") !== undefined;
  const notNull = has("CONSTR_NOTNULL");
  if (notNull && !filled) {
    faults.push({
      rule: "set-not-null",
      message: `Adding ${name} as NOT NULL without a default fails as soon as the table has a row.`,
      hint: "Give it a constant default, or add it without NOT NULL, fill it, and make it NOT NULL in a later migration.",
      location: notNull.location ?? location,
    });
  }
  const check = has("CONSTR_CHECK");
  if (check) faults.push(validation(table, "CHECK", check.location));
  const foreign = has("CONSTR_FOREIGN");
  // PostgreSQL knows that a column without a default refers to nothing yet.
  if (foreign && filled) faults.push(validation(table, "FOREIGN KEY", foreign.location));
  const unique = has("CONSTR_UNIQUE", "CONSTR_PRIMARY");
  if (unique) faults.push(uniqueBuild(table, unique));
  return faults;
}

function newConstraintFaults(constraint: Constraint, table: string): Fault[] {
  const { skip_validation, is_enforced, indexname, location } = constraint;
  const kind: string = constraint.contype ?? "";
  switch (kind) {
    case "CONSTR_CHECK":
    case "CONSTR_FOREIGN":
      if (skip_validation || is_enforced === false) return [];
      return [validation(table, kind === "CONSTR_CHECK" ? "CHECK" : "FOREIGN KEY", location)];
    case "CONSTR_NOTNULL": {
      const key = constraint.keys?.[0];
      const column = key && "String" in key ? (key.String.sval ?? "") : "";
      return skip_validation ? [] : [setNotNull(table, column, location)];
    }
    case "CONSTR_UNIQUE":
    case "CONSTR_PRIMARY":
      return indexname ? [] : [uniqueBuild(table, constraint)];
    case "CONSTR_EXCLUSION":
      return [
        {
          rule: "index-concurrently",
          message: `EXCLUDE builds an index on ${table} while nobody can use the table, and there is no other way to add it.`,
          hint: "Do it while nobody works with the table, and say when in a lint-allow.",
          location,
        },
      ];
    default:
      return [];
  }
}

function validation(table: string, what: string, location: number | undefined): Fault {
  return {
    rule: "constraint-validation",
    message: `${what} is checked against every row of ${table} while the table is locked.`,
    hint: `Add it as a constraint with NOT VALID, and in a later migration: alter table ${table} validate constraint <name>`,
    location,
  };
}

function setNotNull(table: string, column: string, location: number | undefined): Fault {
  return {
    rule: "set-not-null",
    message: `NOT NULL reads every row of ${table} while nobody can use the table.`,
    hint:
      `alter table ${table} add constraint <name> not null ${column} not valid, ` +
      `and in a later migration: alter table ${table} validate constraint <name>`,
    location,
  };
}

function uniqueBuild(table: string, { contype, location }: Constraint): Fault {
  const what = contype === "CONSTR_PRIMARY" ? "PRIMARY KEY" : "UNIQUE";
  return {
    rule: "index-concurrently",
    message: `${what} builds an index on ${table} while nobody can use the table.`,
    hint: `create unique index concurrently <name> on ${table} (…), then: alter table ${table} add constraint <name> ${what.toLowerCase()} using index <name>`,
    location,
  };
}
