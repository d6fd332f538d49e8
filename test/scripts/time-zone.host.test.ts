import assert from "node:assert/strict";
import type { HostRecord } from "#local/state";
import { command } from "#test/cli";
import {
  HostClient,
  newPerson,
  newStateDirectory,
  removeStateDirectory,
  TEST_PORTS,
  type Crud,
} from "#test/host";

describe("a local copy whose time zone changes", function () {
  this.timeout(240_000);
  let directory: string;

  before(async () => {
    directory = await newStateDirectory();
  });
  after(async () => {
    await stop();
    await removeStateDirectory(directory);
  });

  const here = () => ["--state-directory", directory];
  const stop = () => command("stop", here());

  async function startIn(zone: string): Promise<HostClient> {
    const ports = [`--port=${TEST_PORTS.page}`, `--postgres-port=${TEST_PORTS.postgres}`];
    const args = [...here(), ...ports, "--detach", "--json"];
    const { code, stdout, stderr } = await command("start", args, {
      env: { TZ: zone, PGTZ: zone },
    });
    assert.equal(code, 0, stderr);
    return new HostClient((JSON.parse(stdout) as HostRecord).url);
  }

  it("shows the same cruds with the same times, keeps sign-ins, and lets nothing expire early or late", async () => {
    let client = await startIn("Pacific/Kiritimati"); // UTC+14
    const person = newPerson();
    const { token } = await client.join(person);
    const posted = (await (await client.post(token, "Around the world", "1-hour")).json()) as Crud;
    assert.match(posted.created_at, /(Z|\+00:00)$/);
    const life = Date.parse(posted.expires_at!) - Date.parse(posted.created_at);
    assert.equal(life, 3_600_000);
    const before = await client.feed();
    await stop();

    client = await startIn("Pacific/Pago_Pago"); // UTC-11, a day and an hour behind
    assert.deepEqual(await client.feed(), before);
    assert.equal((await client.me(token)).status, 200);
    await client.tokensOf(person);
    const [mail] = await client.mails(person.email);
    assert.equal(mail, undefined); // mails are of this run only
    const again = (await (await client.post(token, "And back", "1-hour")).json()) as Crud;
    const [newest] = await client.feed();
    assert.equal(newest!.uuid, again.uuid);
    assert.ok(Date.parse(again.created_at) > Date.parse(posted.created_at));
  });
});
