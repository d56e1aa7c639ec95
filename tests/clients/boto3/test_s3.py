"""S3 as boto3 speaks it: files in parts, lists, presigned URLs, conditions, copies, notifications."""

import io
import json
import os
import urllib.error
import urllib.request

import boto3
import pytest
from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import connect, unique
from server import Own, Server

PARTS = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20, max_concurrency=4)


@pytest.fixture(scope="session")
def s3(endpoint):
    return connect(endpoint, service="s3")


@pytest.fixture
def bucket(s3):
    name = unique()
    s3.create_bucket(Bucket=name)
    yield name
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        for one in page.get("Versions", []) + page.get("DeleteMarkers", []):
            s3.delete_object(Bucket=name, Key=one["Key"], VersionId=one["VersionId"])
    s3.delete_bucket(Bucket=name)


def refused(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_file_goes_up_in_parts_and_comes_back(s3, bucket, tmp_path):
    body = os.urandom(17 << 20)
    (tmp_path / "up").write_bytes(body)
    extra = {"Metadata": {"stage": "test"}, "ContentType": "text/csv"}
    s3.upload_file(str(tmp_path / "up"), bucket, "dir/file.csv", ExtraArgs=extra, Config=PARTS)
    head = s3.head_object(Bucket=bucket, Key="dir/file.csv", ChecksumMode="ENABLED")
    assert (head["ContentLength"], head["Metadata"], head["ContentType"]) == (17 << 20, {"stage": "test"}, "text/csv")
    assert head["ETag"].endswith('-4"') and head["ChecksumType"] == "COMPOSITE"
    s3.download_file(bucket, "dir/file.csv", str(tmp_path / "down"), Config=PARTS)
    assert (tmp_path / "down").read_bytes() == body
    s3.copy({"Bucket": bucket, "Key": "dir/file.csv"}, bucket, "copy", Config=PARTS)
    assert s3.get_object(Bucket=bucket, Key="copy", Range="bytes=-5")["Body"].read() == body[-5:]
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
def test_checksums_are_compared_and_kept(s3, bucket, algorithm):
    put = s3.put_object(Bucket=bucket, Key="a", Body=b"hello", ChecksumAlgorithm=algorithm)
    got = s3.get_object(Bucket=bucket, Key="a", ChecksumMode="ENABLED")
    assert got["Body"].read() == b"hello"
    assert got[f"Checksum{algorithm}"] == put[f"Checksum{algorithm}"]


def test_lists(s3, bucket):
    keys = sorted(["a", "dir/b", "dir/c", "ä b+c", "z&<>\"'"], key=lambda key: key.encode())
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    for operation in ("list_objects", "list_objects_v2"):
        pages = s3.get_paginator(operation).paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
        assert [one["Key"] for page in pages for one in page["Contents"]] == keys
    answer = s3.list_objects_v2(Bucket=bucket, Delimiter="/")
    assert [one["Prefix"] for one in answer["CommonPrefixes"]] == ["dir/"]
    objects = [{"Key": key} for key in keys]
    assert len(s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})["Deleted"]) == len(keys)
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


@pytest.mark.parametrize("version", ["s3", "s3v4"])
@pytest.mark.parametrize("style", ["path", "virtual"])
def test_presigned_urls(endpoint, bucket, version, style):
    host = endpoint.replace("127.0.0.1", "localhost")
    client = boto3.client(
        "s3",
        endpoint_url=host,
        region_name="us-east-1",
        config=Config(signature_version=version, s3={"addressing_style": style}),
    )
    name = {"Bucket": bucket, "Key": "a b+c"}
    # Not every resolver knows the names below localhost.
    url = client.generate_presigned_url("put_object", Params=name).replace(f"{bucket}.localhost", "localhost")
    headers = {"Host": f"{bucket}.localhost"} if style == "virtual" else {}
    urllib.request.urlopen(urllib.request.Request(url, b"hello", headers, method="PUT")).close()
    url = client.generate_presigned_url("get_object", Params=name).replace(f"{bucket}.localhost", "localhost")
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        assert answer.read() == b"hello"


def test_presigned_urls_expire_by_the_clock():
    server = Server()
    try:
        s3 = connect(server.endpoint, service="s3")
        s3.create_bucket(Bucket="first")
        s3.put_object(Bucket="first", Key="a", Body=b"hello")
        url = s3.generate_presigned_url("get_object", Params={"Bucket": "first", "Key": "a"}, ExpiresIn=600)
        urllib.request.urlopen(url).close()
        Own(server.endpoint).time(advance=900)
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url)
        assert caught.value.code == 403 and b"Request has expired" in caught.value.read()
    finally:
        server.stop()


def test_conditions(s3, bucket):
    tag = s3.put_object(Bucket=bucket, Key="a", Body=b"1", IfNoneMatch="*")["ETag"]
    assert refused(s3.put_object, Bucket=bucket, Key="a", Body=b"2", IfNoneMatch="*") == ("PreconditionFailed", 412)
    assert refused(s3.get_object, Bucket=bucket, Key="a", IfNoneMatch=tag) == ("304", 304)
    s3.put_object(Bucket=bucket, Key="a", Body=b"2", IfMatch=tag)
    assert refused(s3.put_object, Bucket=bucket, Key="a", Body=b"3", IfMatch=tag) == ("PreconditionFailed", 412)


def test_refusals(s3, bucket):
    assert refused(s3.get_object, Bucket=bucket, Key="none") == ("NoSuchKey", 404)
    assert refused(s3.get_object, Bucket=unique(), Key="none") == ("NoSuchBucket", 404)
    assert refused(s3.head_object, Bucket=bucket, Key="none") == ("404", 404)
    assert refused(s3.get_bucket_policy, Bucket=bucket) == ("NotImplemented", 501)
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="none")
    # A large body for a bucket that isn't there is refused too, not cut off.
    assert refused(s3.put_object, Bucket=unique(), Key="a", Body=bytes(20 << 20)) == ("NoSuchBucket", 404)


def test_versions(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=bucket, Key="a", Body=b"1")["VersionId"]
    s3.put_object(Bucket=bucket, Key="a", Body=b"2")
    marker = s3.delete_object(Bucket=bucket, Key="a")
    assert marker["DeleteMarker"] is True
    assert s3.get_object(Bucket=bucket, Key="a", VersionId=first)["Body"].read() == b"1"
    s3.delete_object(Bucket=bucket, Key="a", VersionId=marker["VersionId"])
    assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"2"


def test_the_bus_and_a_queue_are_told(endpoint, s3, bucket):
    sqs, events = connect(endpoint), connect(endpoint, service="events")
    name = unique()
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}}
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": arn, "InputPath": "$.detail"}])
    configuration = {
        "EventBridgeConfiguration": {},
        "QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}],
    }
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
    assert s3.get_bucket_notification_configuration(Bucket=bucket)["EventBridgeConfiguration"] == {}
    s3.put_object(Bucket=bucket, Key="in/a.csv", Body=b"1,2")
    told = [
        json.loads(message["Body"])
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=5)["Messages"]
    ]
    assert [one["Event"] for one in told if "Event" in one] == ["s3:TestEvent"]
    assert [one["object"]["key"] for one in told if "object" in one] == ["in/a.csv"]
    assert [one["Records"][0]["eventName"] for one in told if "Records" in one] == ["ObjectCreated:Put"]
    events.remove_targets(Rule=name, Ids=["1"])
    events.delete_rule(Name=name)
    sqs.delete_queue(QueueUrl=url)


def test_unsigned_calls(endpoint, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=b"hello")
    anyone = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", config=Config(signature_version=UNSIGNED))
    assert anyone.get_object(Bucket=bucket, Key="a")["Body"].read() == b"hello"


def test_a_folder_keeps_them(tmp_path):
    body = os.urandom(6 << 20)
    server = Server("--s3-dir", str(tmp_path / "objects"))
    try:
        s3 = connect(server.endpoint, service="s3")
        s3.create_bucket(Bucket="first")
        s3.upload_fileobj(io.BytesIO(body), "first", "big", Config=PARTS)
    finally:
        server.stop()
    server = Server("--s3-dir", str(tmp_path / "objects"))
    try:
        s3 = connect(server.endpoint, service="s3")
        assert s3.get_object(Bucket="first", Key="big")["Body"].read() == body
    finally:
        server.stop()
