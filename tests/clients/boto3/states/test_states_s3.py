"""Distributed maps that read from S3 and write there, as a program with boto3 sees them."""

import json

import pytest
from conftest import connect, unique
from states_life import output, settled, shown
from states_scenes import PASS, StatesStage, processor


@pytest.fixture
def stage(own_account):
    return StatesStage(own_account)


@pytest.fixture
def s3(stage):
    return connect(stage.account.endpoint, stage.account.number, "s3")


def read(s3, bucket, key):
    return json.load(s3.get_object(Bucket=bucket, Key=key)["Body"])


def each_row(bucket, **more):
    return {
        "Type": "Map",
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
            "Parameters": {"Bucket": bucket, "Key": "in/rows.csv"},
        },
        "ItemProcessor": processor("DISTRIBUTED", PASS, ExecutionType="STANDARD"),
        "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "Parameters": {"Bucket": bucket, "Prefix": "out"},
        },
        "End": True,
        **more,
    }


def test_a_table_goes_through_a_distributed_map_and_its_results_are_read_back(stage, own, s3):
    bucket, rows = unique(), 250
    s3.create_bucket(Bucket=bucket)
    table = "id,name\n" + "".join(f'{n},"name, {n}"\n' for n in range(rows))
    s3.put_object(Bucket=bucket, Key="in/rows.csv", Body=table.encode())
    batched = each_row(bucket, ItemBatcher={"MaxItemsPerBatch": 100})
    execution = stage.start(batched)
    settled(own)
    given = output(stage, execution)
    where = given["ResultWriterDetails"]
    assert where["Key"] == f"out/{given['MapRunArn'].split(':')[-1]}/manifest.json"
    manifest = read(s3, where["Bucket"], where["Key"])
    assert (manifest["DestinationBucket"], manifest["MapRunArn"]) == (bucket, given["MapRunArn"])
    assert (manifest["ResultFiles"]["FAILED"], manifest["ResultFiles"]["PENDING"]) == ([], [])
    [file] = manifest["ResultFiles"]["SUCCEEDED"]
    assert s3.head_object(Bucket=bucket, Key=file["Key"])["ContentLength"] == file["Size"]
    results = read(s3, bucket, file["Key"])
    assert [result["Status"] for result in results] == ["SUCCEEDED"] * 3
    items = [item for result in results for item in json.loads(result["Output"])["Items"]]
    assert items == [{"id": str(n), "name": f"name, {n}"} for n in range(rows)]
    run = stage.states.describe_map_run(mapRunArn=given["MapRunArn"])
    assert (run["itemCounts"]["total"], run["executionCounts"]["resultsWritten"]) == (rows, 3)


def test_a_table_that_is_not_there(stage, own, s3):
    bucket = unique()
    s3.create_bucket(Bucket=bucket)
    execution = stage.start(each_row(bucket))
    settled(own)
    about = shown(stage, execution)
    assert (about["status"], about["error"]) == ("FAILED", "States.ItemReaderFailed")
    assert about["cause"].startswith("The specified key does not exist. (Service: S3, Status Code: 404,")
