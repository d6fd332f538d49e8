import type pg from "pg";
import { OWNER } from "#lib/domain/access";
import type { Target } from "#lib/domain/target";
import { identifier } from "#lib/sql/quote";
import type { Holder } from "../connection/holders.ts";
import { ABOUT_TO_BE_SIGNED, sign, type Signature } from "./signature.ts";
import { withoutSessions } from "./swap.ts";

/** Above it, copying the files beats copying by the log, whose every byte is written twice. */
const COPY_FILES_ABOVE_BYTES = 64 * 1024 * 1024;

export interface Copy {
  readonly from: string;
  readonly to: string;
  readonly signature: Signature;
  readonly connectable: boolean;
  /** Given the sessions in it, before they are ended: a database is copied without any. */
  tell(holders: readonly Holder[]): void;
}

/** Copies a database of the server, and signs the copy. The copy is the owner role's, without privileges on the database itself. */
export async function copyDatabase(admin: pg.Client, target: Target, copy: Copy): Promise<void> {
  const { rows } = await admin.query<{ bytes: string }>("select pg_database_size($1) as bytes", [
    copy.from,
  ]);
  const strategy = Number(rows[0]!.bytes) > COPY_FILES_ABOVE_BYTES ? "file_copy" : "wal_log";
  await withoutSessions(admin, target, [copy.from], copy.tell, [
    `create database ${identifier(copy.to)} owner ${identifier(OWNER)} template ${identifier(copy.from)}
     strategy ${strategy} allow_connections ${copy.connectable} ${ABOUT_TO_BE_SIGNED}`,
  ]);
  await sign(admin, copy.to, copy.signature);
}
