import assert from "node:assert/strict";
import fc from "fast-check";
import { windowsOf } from "../../../infra/database/windows.ts";

const zone = fc.constantFrom(
  ...Intl.supportedValuesOf("timeZone"),
  ...["UTC", "Etc/GMT+12", "Etc/GMT-14", "Africa/Casablanca", "Australia/Lord_Howe"],
);
/** Minutes of a day. */
const stop = fc.integer({ min: 0, max: 1_439 });
const day = fc.date({
  min: new Date("2026-01-01T00:00:00Z"),
  max: new Date("2036-12-31T00:00:00Z"),
  noInvalidDate: true,
});

const timeOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

describe("windowsOf", () => {
  it("leaves an hour at least and seven at most until the stop, in every zone, on every day, at every hour", () => {
    fc.assert(
      fc.property(zone, stop, day, (timezone, at, date) => {
        const { backup, maintenance } = windowsOf({ at: timeOf(at), timezone });
        for (const window of [backup, maintenance.replaceAll(/[a-z]{3}:/g, "")]) {
          for (const [index, time] of window.split("-").entries()) {
            const [hours, minutes] = time.split(":").map(Number);
            const moment = new Date(date);
            moment.setUTCHours(hours!, minutes, 0, 0);
            const left = (at - localMinutes(moment, timezone) + 1_440) % 1_440;
            assert.ok(left >= 60 && left <= 7 * 60, `${window} ends ${left} minutes before`);
            assert.ok(index === 0 || left < 6.5 * 60);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("has half an hour for each, apart, in the form in which RDS tells them", () => {
    fc.assert(
      fc.property(zone, stop, (timezone, at) => {
        const { backup, maintenance } = windowsOf({ at: timeOf(at), timezone });
        assert.match(backup, /^\d\d:\d\d-\d\d:\d\d$/);
        assert.match(maintenance, /^[a-z]{3}:\d\d:\d\d-[a-z]{3}:\d\d:\d\d$/);
        const [first, last] = maintenance.split("-").map((end) => end.slice(4));
        const [from, to] = maintenance.split("-").map((end) => end.slice(0, 3));
        assert.equal(from === to, last! > first!, maintenance);
        const [start, end] = backup.split("-").map(minutesOf);
        assert.equal((end! - start! + 1_440) % 1_440, 30);
        assert.equal((minutesOf(last!) - minutesOf(first!) + 1_440) % 1_440, 30);
        assert.equal((minutesOf(first!) - end! + 1_440) % 1_440, 30);
      }),
      { numRuns: 100 },
    );
  });

  it("has what is copied begin and end before the hour in which AWS Backup makes none", () => {
    const leavesAnHour = (copied: string, ...windows: string[]) => {
      for (const window of windows) {
        const start = minutesOf(window.replaceAll(/[a-z]{3}:/g, "").split("-")[0]!);
        const wait = (start - minutesOf(copied) + 1_440) % 1_440;
        assert.ok(wait >= 120, `${copied} before ${window}`);
      }
    };
    const always = windowsOf(undefined);
    leavesAnHour(always.copied, always.backup, always.maintenance);
    fc.assert(
      fc.property(zone, stop, (timezone, at) => {
        const { copied, backup, maintenance } = windowsOf({ at: timeOf(at), timezone });
        leavesAnHour(copied, backup, maintenance);
        assert.equal((minutesOf(backup.split("-")[0]!) - minutesOf(copied) + 1_440) % 1_440, 120);
      }),
      { numRuns: 100 },
    );
  });

  it("goes by the season in which the stop comes earlier", () => {
    const at = "20:00";
    assert.equal(windowsOf({ at, timezone: "UTC" }).backup, "17:30-18:00");
    assert.equal(windowsOf({ at, timezone: "Europe/Berlin" }).backup, "15:30-16:00");
    assert.equal(windowsOf({ at, timezone: "Asia/Kolkata" }).backup, "12:00-12:30");
    // 20:00 in summer is 3:00 of the next day.
    assert.deepEqual(windowsOf({ at, timezone: "America/Los_Angeles" }), {
      backup: "00:30-01:00",
      maintenance: "wed:01:30-wed:02:00",
      copied: "22:30",
    });
    assert.equal(windowsOf({ at: "01:15", timezone: "UTC" }).maintenance, "wed:23:45-thu:00:15");
  });

  it("is the night and the Sunday of UTC where nothing stops", () => {
    assert.deepEqual(windowsOf(undefined), {
      backup: "02:00-02:30",
      maintenance: "sun:03:00-sun:03:30",
      copied: "00:00",
    });
  });
});

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return hours! * 60 + minutes!;
}

function localMinutes(moment: Date, timeZone: string): number {
  const options = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return minutesOf(new Intl.DateTimeFormat("en-GB", options).format(moment));
}
