// Objects through the AWS SDK for JavaScript v3, which sends checksums in trailers and checks those that it gets.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const endpoint = process.env.EVENTYARD_ENDPOINT;
const s3 = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true });
const Bucket = `js-${randomUUID()}`;

before(() => s3.send(new CreateBucketCommand({ Bucket })));

after(async () => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const Objects = Contents.map(({ Key }) => ({ Key }));
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await s3.send(new DeleteBucketCommand({ Bucket }));
  s3.destroy();
});

test("a round trip", async () => {
  const Key = "dir/a b+ü.txt";
  const input = { Bucket, Key, Body: "příliš 🚀", ContentType: "text/plain", Metadata: { stage: "test" } };
  const { ETag, ChecksumCRC32 } = await s3.send(new PutObjectCommand(input));
  assert.ok(ChecksumCRC32);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.equal(await got.Body.transformToString(), "příliš 🚀");
  assert.deepEqual([got.ETag, got.ContentType, got.Metadata], [ETag, "text/plain", { stage: "test" }]);
  await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${encodeURIComponent(Key)}` }));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "copy" }));
  assert.equal(head.ETag, ETag);
});

test("a stream, whose checksum follows it", async () => {
  const body = randomBytes(3_000_000);
  const chunks = Array.from({ length: 30 }, (_, i) => body.subarray(i * 100_000, (i + 1) * 100_000));
  const input = { Bucket, Key: "stream", Body: Readable.from(chunks), ContentLength: body.length };
  await s3.send(new PutObjectCommand(input));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "stream" }));
  assert.ok(body.equals(Buffer.from(await got.Body.transformToByteArray())));
});

test("an upload in parts", async () => {
  const [first, second] = [randomBytes(5 << 20), randomBytes(1000)];
  const upload = { Bucket, Key: "parts" };
  upload.UploadId = (await s3.send(new CreateMultipartUploadCommand(upload))).UploadId;
  const Parts = [];
  for (const [i, Body] of [first, second].entries()) {
    const part = await s3.send(new UploadPartCommand({ ...upload, PartNumber: i + 1, Body }));
    Parts.push({ PartNumber: i + 1, ETag: part.ETag });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "parts" }));
  assert.ok(Buffer.concat([first, second]).equals(Buffer.from(await got.Body.transformToByteArray())));
});

test("presigned URLs", async () => {
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "signed" }), {
    unhoistableHeaders: new Set(["x-amz-checksum-crc32"]),
  });
  assert.equal((await fetch(put.replace(/&x-amz-(checksum|sdk-checksum)[^&]*/g, ""), { method: "PUT", body: "hello" })).status, 200);
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "signed" }));
  assert.equal(await (await fetch(get)).text(), "hello");
});

test("refusals are typed", async () => {
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: "none" })), NoSuchKey);
  await assert.rejects(s3.send(new ListObjectsV2Command({ Bucket: `none-${randomUUID()}` })), NoSuchBucket);
});
