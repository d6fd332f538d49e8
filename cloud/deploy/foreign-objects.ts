import { paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { RefusedError } from "#lib/errors";
import type { Preview } from "#lib/plan/preview";
import { shellWord } from "#lib/terminal/typed";
import { TYPES } from "#lib/policies/resource-types";
import { asking, awsCode, clientConfig } from "../aws-client.ts";

/** Named in a refusal; of more it tells how many. */
const MOST_NAMED = 5;

/**
 * Refuses a destroy of buckets in which is something that the stack has not put there: S3 deletes no bucket that is not
 * empty, and it would say so at the end, when the rest of the stack is gone.
 *
 * @param preview of the destroy
 */
export async function refuseForeignObjects(
  region: string,
  { steps }: Pick<Preview, "steps">,
  stack: string,
): Promise<void> {
  const deleted = steps.filter(({ op }) => op === "delete");
  const own = new Set(
    deleted
      .filter(({ type }) => type === TYPES.bucketObject)
      .map(({ old }) => `${old?.inputs["bucket"]}/${old?.inputs["key"]}`),
  );
  for (const { type, old } of deleted) {
    if (type !== TYPES.bucket || old?.id === undefined) continue;
    const bucket = old.id;
    const keys = await asking(`list bucket ${bucket}`, () => keysOf(region, bucket));
    const foreign = keys.filter((key) => !own.has(`${bucket}/${key}`));
    if (foreign.length > 0) throw refusal(bucket, foreign, stack);
  }
}

async function keysOf(region: string, Bucket: string): Promise<string[]> {
  const client = new S3Client(clientConfig(region));
  const keys: string[] = [];
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
      keys.push(...Contents.map(({ Key = "" }) => Key));
    }
  } catch (error) {
    if (awsCode(error) !== "NoSuchBucket") throw error;
  }
  return keys;
}

function refusal(bucket: string, foreign: readonly string[], stack: string): RefusedError {
  const named = foreign.slice(0, MOST_NAMED);
  const more = foreign.length - named.length;
  const count = foreign.length === 1 ? "a file" : `${foreign.length} files`;
  return new RefusedError(
    `Bucket ${bucket} has ${count} that stack ${stack} has not put there, and S3 deletes none that is not empty: ${named.join(", ")}${more > 0 ? `, and ${more} more` : ""}. Nothing was done.`,
    [
      `Are they wanted? Keep them: aws s3 sync s3://${bucket} .`,
      ...(more > 0
        ? [`Then empty it, of the page too: aws s3 rm --recursive s3://${bucket}`]
        : named.map((key) => `Then: aws s3 rm ${shellWord(`s3://${bucket}/${key}`)}`)),
      `And again: npm run destroy -- --target ${stack}`,
    ].join("\n"),
  );
}
