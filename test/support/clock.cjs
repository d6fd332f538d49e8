/*
 * Loaded before anything else (`node --require`), it puts the clock of a process and of its children forward:
 * by CLOCK_DAYS_AHEAD, which may be a fraction, or below none.
 */
"use strict";

const SystemDate = Date;
const { now } = SystemDate;
const ahead = Number(process.env["CLOCK_DAYS_AHEAD"] ?? 0) * 86_400_000;

SystemDate.now = () => Math.floor(now() + ahead);

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, values, made) =>
    Reflect.construct(target, values.length === 0 ? [SystemDate.now()] : values, made),
  apply: () => new Date().toString(),
});
