import assert from "node:assert/strict";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { refuseForeignObjects } from "#cloud/deploy/foreign-objects";
import { RefusedError } from "#lib/errors";
import { parsePreview } from "#lib/plan/preview";
import { describeWithMoto } from "#test/moto";
import { samplePreview } from "#test/plans/pulumi-program";

const REGION = "us-east-1";
const BUCKET = "cruddur-dev-page-123456789012-us-east-1-an";

describeWithMoto("refuseForeignObjects", () => {
  let s3: S3Client;
  before(() => void (s3 = new S3Client({ region: REGION })));

  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "x" }));
  const destroying = (...keys: string[]) => {
    const preview = parsePreview(
      samplePreview([
        { op: "delete", type: "aws:s3/bucket:Bucket", name: "b", old: {}, state: { id: BUCKET } },
        ...keys.map((key) => ({
          op: "delete",
          type: "aws:s3/bucketObjectv2:BucketObjectv2",
          name: key,
          old: { bucket: BUCKET, key },
        })),
      ]),
    );
    return refuseForeignObjects(REGION, preview, "dev");
  };
  const refusalOf = async (work: Promise<void>): Promise<RefusedError> => {
    const error = await work.then(
      () => assert.fail("It was not refused."),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof RefusedError, String(error));
    return error;
  };

  it("lets a bucket go that is gone already, is empty, or has what the stack has put there", async () => {
    await destroying("index.html");
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await destroying("index.html");
    await put("index.html");
    await destroying("index.html");
  });

  it("names what somebody else has put there, and what to type for each, as a shell takes it", async () => {
    await put("holiday's/1 & 2.jpg");
    const { message, hint } = await refusalOf(destroying("index.html"));
    assert.match(
      message,
      /has a file that stack dev has not put there.*: holiday's\/1 & 2\.jpg\. /,
    );
    assert.ok(hint.includes(`aws s3 rm 's3://${BUCKET}/holiday'\\''s/1 & 2.jpg'`), hint);
    assert.match(hint, /npm run destroy -- --target dev$/);
  });

  it("counts them where there are many", async () => {
    for (const key of ["a", "b", "c", "d", "e", "f"]) await put(key);
    const { message, hint } = await refusalOf(destroying("index.html"));
    assert.match(message, /has 7 files .*: a, b, c, d, e, and 2 more\. Nothing was done\.$/);
    assert.ok(hint.includes(`aws s3 rm --recursive s3://${BUCKET}`), hint);
  });
});
