"""For each operation of CloudWatch Logs: what must exist before, what is asked, and which members the reply has."""

import json
import time

from conftest import unique
from scenes import Scene

DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": []})
TAGS = {"k": "v", "a/b c": "="}


class LogsStage:
    """Log groups, streams and events as operations need them."""

    def __init__(self, account):
        self.account = account
        self.logs = account.logs

    def group(self, **more):
        name = f"/py/{unique()}"
        self.logs.create_log_group(logGroupName=name, **more)
        return name

    def stream(self, messages=()):
        """A new stream of a new group."""
        group, stream = self.group(), unique()
        self.logs.create_log_stream(logGroupName=group, logStreamName=stream)
        if messages:
            self.logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events(*messages))
        return {"logGroupName": group, "logStreamName": stream}

    def arn(self, group):
        return self.account.arn("logs", f"log-group:{group}")

    def policy(self):
        name = unique()
        self.logs.put_resource_policy(policyName=name, policyDocument=DOCUMENT)
        return name


def events(*messages):
    now = int(time.time() * 1000)
    return [{"timestamp": now, "message": message} for message in messages]


def CreateLogGroup(stage):
    return Scene({"logGroupName": unique(), "tags": TAGS, "logGroupClass": "STANDARD"}, set())


def CreateLogStream(stage):
    return Scene({"logGroupName": stage.group(), "logStreamName": "s/[$LATEST]1"}, set())


def DeleteLogGroup(stage):
    return Scene({"logGroupName": stage.group()}, set())


def DeleteLogStream(stage):
    return Scene(stage.stream(), set())


def DeleteResourcePolicy(stage):
    return Scene({"policyName": stage.policy()}, set())


def DeleteRetentionPolicy(stage):
    return Scene({"logGroupName": stage.group()}, set())


def DescribeLogGroups(stage):
    stage.group()
    stage.group()
    return Scene({"limit": 1}, {"logGroups", "nextToken"})


def DescribeLogStreams(stage):
    return Scene({"logGroupName": stage.stream(["m"])["logGroupName"]}, {"logStreams"})


def DescribeResourcePolicies(stage):
    stage.policy()
    return Scene({}, {"resourcePolicies"})


def FilterLogEvents(stage):
    group = stage.stream(["one", "two"])["logGroupName"]
    return Scene({"logGroupName": group, "limit": 1}, {"events", "searchedLogStreams", "nextToken"})


def GetLogEvents(stage):
    return Scene(stage.stream(["m"]), {"events", "nextForwardToken", "nextBackwardToken"})


def ListLogGroups(stage):
    stage.group()
    return Scene({}, {"logGroups"})


def ListTagsForResource(stage):
    return Scene({"resourceArn": stage.arn(stage.group(tags=TAGS))}, {"tags"})


def ListTagsLogGroup(stage):
    return Scene({"logGroupName": stage.group(tags=TAGS)}, {"tags"})


def PutLogEvents(stage):
    old = [{"timestamp": 1, "message": "old"}]
    return Scene(stage.stream() | {"logEvents": old}, {"nextSequenceToken", "rejectedLogEventsInfo"})


def PutLogGroupDeletionProtection(stage):
    return Scene({"logGroupIdentifier": stage.group(), "deletionProtectionEnabled": True}, set())


def PutResourcePolicy(stage):
    return Scene({"policyName": unique(), "policyDocument": DOCUMENT}, {"resourcePolicy"})


def PutRetentionPolicy(stage):
    return Scene({"logGroupName": stage.group(), "retentionInDays": 14}, set())


def TagLogGroup(stage):
    return Scene({"logGroupName": stage.group(), "tags": TAGS}, set())


def TagResource(stage):
    return Scene({"resourceArn": stage.arn(stage.group()), "tags": TAGS}, set())


def TestMetricFilter(stage):
    return Scene({"filterPattern": "[a, b]", "logEventMessages": ["1 2", "1"]}, {"matches"})


def UntagLogGroup(stage):
    return Scene({"logGroupName": stage.group(tags=TAGS), "tags": ["k"]}, set())


def UntagResource(stage):
    return Scene({"resourceArn": stage.arn(stage.group(tags=TAGS)), "tagKeys": ["k"]}, set())


OPERATIONS = [name for name, scene in list(globals().items()) if callable(scene) and name[0].isupper()]
for _helper in ("LogsStage", "Scene"):
    OPERATIONS.remove(_helper)
