#!/usr/bin/env python3
"""Derives the table of response shapes that TestState checks mocks against.

Reads AWS's public service models from an installed botocore (Apache-2.0) and writes `shapes.deflate`: lines of text,
deflated. The same models give the same bytes.

    python3 tools/shapes/derive.py src/states/test_state/shapes.deflate

A service is a line `@name`, named as in `aws-sdk:name:action`. Its shapes follow, a line each, the first has the
number 0; behind them a line `=Operation<TAB>number` for the response of each operation that has one. A shape is

    {<TAB>Member<TAB>number<TAB>…    a structure; `!` before a member that is required; names as AWS's Java SDK has them
    [number                          a list
    <number                          a map, by its values
    "<TAB>least<TAB>most<TAB>word…   a text, bytes or a time; its length and its words, if they are limited
    #<TAB>least<TAB>most             a number
    ?                                true or false
    *                                anything

Numbers and lengths that aren't limited are empty. Lengths of bytes are the model's.
"""

import re
import sys
import zlib

import botocore
import botocore.loaders

# The services that are emulated here, those that the optimized integrations of Step Functions call, and others that are
# often called by `aws-sdk:`.
SERVICES = """
    apigateway apigatewayv2 appconfig appconfigdata application-autoscaling athena autoscaling backup batch bedrock
    bedrock-agent bedrock-agent-runtime bedrock-runtime cloudformation cloudfront cloudtrail cloudwatch codebuild
    codedeploy codepipeline cognito-idp comprehend databrew datasync dms dynamodb ec2 ecr ecs efs eks elasticache elbv2
    emr emr-containers emr-serverless events firehose fsx glue iam kinesis kms lakeformation lambda logs mediaconvert
    organizations pipes polly rds rds-data redshift redshift-data rekognition resourcegroupstaggingapi route53 s3
    s3control sagemaker sagemaker-runtime scheduler secretsmanager servicediscovery ses sesv2 sns sqs ssm stepfunctions
    sts textract transcribe transfer translate xray
""".split()


# Where TestState was seen to hold to an older model.
SEEN = {("lambda", "MemorySize"): {"max": 10240}}


def capital(name):
    """`MD5OfBody` -> `Md5OfBody`, `executionArn` -> `ExecutionArn`: how AWS's Java SDK spells a member, capitalised."""
    end = 1
    while end < len(name) and name[end].isupper() and not (end + 1 < len(name) and name[end + 1].islower()):
        end += 1
    small = name[:end].lower() + name[end:]
    return small[0].upper() + small[1:]


class Service:
    """The lines of one service."""

    def __init__(self, model):
        self.model = model
        self.lines = []
        self.by_shape = {}
        self.by_line = {}

    def bound(self, shape, name):
        value = shape.get(name)
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    def simple(self, shape):
        kind = shape["type"]
        if kind in ("string", "blob", "timestamp", "character"):
            parts = ['"', self.bound(shape, "min"), self.bound(shape, "max"), *shape.get("enum", [])]
        elif kind in ("integer", "long", "float", "double", "short", "byte"):
            parts = ["#", self.bound(shape, "min"), self.bound(shape, "max")]
        elif kind == "boolean":
            parts = ["?"]
        else:
            raise ValueError(kind)
        return "\t".join(parts).rstrip("\t")

    def number(self, name):
        if name in self.by_shape:
            return self.by_shape[name]
        shape = self.model["shapes"][name]
        kind = shape["type"]
        if shape.get("document"):
            return self.add(name, "*")
        if kind not in ("structure", "list", "map"):
            return self.add(name, self.simple(shape))
        if kind == "list":
            inside = [("[", shape["member"])]
        elif kind == "map":
            inside = [("<", shape["value"])]
        else:
            return self.structure(name, shape)
        place = self.reserve(name)
        (sign, member), = inside
        self.lines[place] = f"{sign}{self.number(member['shape'])}"
        return place

    def structure(self, name, shape):
        place = self.reserve(name)
        required = set(shape.get("required", ()))
        parts = ["{"]
        for member, of in shape.get("members", {}).items():
            # An event stream or a body that streams is no part of what a task gets.
            if self.model["shapes"][of["shape"]].get("eventstream"):
                continue
            parts += [("!" if member in required else "") + capital(member), str(self.number(of["shape"]))]
        self.lines[place] = "\t".join(parts)
        return place

    def reserve(self, name):
        self.lines.append("")
        self.by_shape[name] = len(self.lines) - 1
        return len(self.lines) - 1

    def add(self, name, line):
        if line not in self.by_line:
            self.lines.append(line)
            self.by_line[line] = len(self.lines) - 1
        self.by_shape[name] = self.by_line[line]
        return self.by_line[line]


def text_of(loader, name):
    model = loader.load_service_model(name, "service-2")
    for (service, shape), bounds in SEEN.items():
        if service == name:
            model["shapes"][shape].update(bounds)
    service = Service(model)
    operations = []
    for operation, of in sorted(model["operations"].items()):
        shape = of.get("output")
        operations.append(f"={operation}" + (f"\t{service.number(shape['shape'])}" if shape else ""))
    sdk = re.sub("[^a-z0-9]", "", model["metadata"]["serviceId"].lower())
    return "\n".join([f"@{sdk}", *service.lines, *operations])


def main():
    loader = botocore.loaders.create_loader()
    parts = [text_of(loader, name) for name in SERVICES]
    text = f"botocore {botocore.__version__}\n" + "\n".join(parts) + "\n"
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    packed = packer.compress(text.encode()) + packer.flush()
    if len(sys.argv) > 1:
        with open(sys.argv[1], "wb") as out:
            out.write(packed)
    for name, part in sorted(zip(SERVICES, parts), key=lambda pair: -len(pair[1]))[:12]:
        print(f"{name}: {len(part):,} bytes, {len(zlib.compress(part.encode(), 9)):,} packed")
    print(f"{len(SERVICES)} services, {len(text):,} bytes, {len(packed):,} packed")


if __name__ == "__main__":
    main()
