import assert from "node:assert/strict";
import { listenerIn } from "#local/doctor/port-holder";

describe("listenerIn", () => {
  const TABLE = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:5432           0.0.0.0:0              ABHÖREN          4711
  TCP    127.0.0.1:54320        0.0.0.0:0              ABHÖREN          12
  TCP    127.0.0.1:4567         127.0.0.1:50123        HERGESTELLT      99
  TCP    [::1]:4567             [::]:0                 ABHÖREN          13
  UDP    0.0.0.0:5353           *:*                                     14
`.replaceAll("\n", "\r\n");

  for (const [port, pid] of [
    [5432, 4711],
    [54320, 12],
    [4567, 13],
    [5353, undefined],
    [432, undefined],
  ] as const) {
    it(`is ${pid} for port ${port}`, () => assert.equal(listenerIn(TABLE, port), pid));
  }
});
