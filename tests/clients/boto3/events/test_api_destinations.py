"""API destinations over HTTP: who their connections say they are, what they send, what they make of answers."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError
from events_life import put, records, rule_to, settled
from events_scenes import BASIC, KEY, ROLE, EventsStage
from queues import taken

AGENT = "Amazon/EventBridge/ApiDestinations"


@pytest.fixture
def account(own_account):
    return own_account


@pytest.fixture
def stage(own_account):
    return EventsStage(own_account)


def oauth(url, method="POST", **parameters):
    client = {"ClientID": "client", "ClientSecret": "s&c"}
    return {
        "OAuthParameters": {"ClientParameters": client, "AuthorizationEndpoint": url, "HttpMethod": method} | parameters
    }


def lists(**all_of_them):
    """Parameters as connections take them: `header={"a": "b"}`."""
    names = {"header": "HeaderParameters", "query": "QueryStringParameters", "body": "BodyParameters"}
    return {
        names[kind]: [
            {"Key": key, "Value": value, "IsValueSecret": key.startswith("secret")} for key, value in pairs.items()
        ]
        for kind, pairs in all_of_them.items()
    }


def rule_to_api(stage, url, connection=None, method="POST", rate=None, **target):
    options = {"InvocationRateLimitPerSecond": rate} if rate else {}
    arn = stage.destination(url, connection, HttpMethod=method, **options)[1]
    rule_to(stage.account, {"Arn": arn, "RoleArn": ROLE} | target)
    return arn


def connected(stage, kind, parameters):
    return stage.connection(kind, parameters)[1]


def describe(account, name):
    return account.events.describe_connection(Name=name)


# --- who they say they are --------------------------------------------------------------------


def test_user_and_password(own, stage, account, subscriber):
    rule_to_api(stage, f"{subscriber.url}/hook", connected(stage, "BASIC", BASIC))
    [event_id] = put(account, {"n": 1})
    settled(own)
    post = subscriber.next()
    assert (post.method, post.path) == ("POST", "/hook")
    assert post.headers["authorization"] == "Basic " + base64.b64encode(b"user:secret").decode()
    assert post.headers["user-agent"] == AGENT
    assert post.headers["content-type"] == "application/json; charset=utf-8"
    assert post.headers["range"] == "bytes=0-1048575"
    assert post.headers["accept-encoding"] == "gzip,deflate"
    assert post.headers["connection"] == "close"
    assert (post.json()["id"], post.json()["detail"]) == (event_id, {"n": 1})


def test_an_api_key(own, stage, account, subscriber):
    rule_to_api(stage, subscriber.url, connected(stage, "API_KEY", KEY))
    put(account, {})
    settled(own)
    post = subscriber.next()
    assert post.headers["x-key"] == "secret"
    assert "authorization" not in post.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_oauth(own, stage, account, subscriber, method):
    subscriber.answer({"access_token": "t1", "token_type": "Bearer", "expires_in": 3600})
    more = {"OAuthHttpParameters": lists(header={"x-tenant": "7"}, query={"q": "1"}, body={"scope": "orders"})}
    name, arn = stage.connection("OAUTH_CLIENT_CREDENTIALS", oauth(f"{subscriber.url}/token", method, **more))
    settled(own)
    assert describe(account, name)["ConnectionState"] == "AUTHORIZED"
    token = subscriber.next()
    assert (token.method, urlsplit(token.path).path, token.headers["x-tenant"]) == (method, "/token", "7")
    sent = {
        key: value for key, [value] in parse_qs(urlsplit(token.path).query if method == "GET" else token.body).items()
    }
    wanted = {"grant_type": "client_credentials", "client_id": "client", "client_secret": "s&c", "scope": "orders"}
    assert sent == (wanted | {"q": "1"} if method == "GET" else wanted)

    rule_to_api(stage, f"{subscriber.url}/hook", arn)
    put(account, {"n": 1}, {"n": 2})
    settled(own)
    # One token for both.
    posts = [subscriber.next(), subscriber.next()]
    assert {(post.path, post.headers["authorization"]) for post in posts} == {("/hook", "Bearer t1")}


def test_a_token_that_ran_out(own, stage, account, subscriber):
    subscriber.answer({"access_token": "t1", "expires_in": 60})
    _, arn = stage.connection("OAUTH_CLIENT_CREDENTIALS", oauth(f"{subscriber.url}/token"))
    settled(own)
    rule_to_api(stage, f"{subscriber.url}/hook", arn)
    assert subscriber.next().path == "/token"
    own.advance("PT2M")
    subscriber.answer({"access_token": "t2"})
    put(account, {})
    settled(own)
    assert subscriber.next().path == "/token"
    assert subscriber.next().headers["authorization"] == "Bearer t2"


def test_a_token_that_is_refused(own, stage, account, subscriber):
    subscriber.answer({"access_token": "t1"}, 401, {"access_token": "t2"})
    _, arn = stage.connection("OAUTH_CLIENT_CREDENTIALS", oauth(f"{subscriber.url}/token"))
    settled(own)
    rule_to_api(stage, f"{subscriber.url}/hook", arn)
    put(account, {})
    settled(own)
    posts = [subscriber.next() for _ in range(4)]
    assert [post.path for post in posts] == ["/token", "/hook", "/token", "/hook"]
    assert [post.headers.get("authorization") for post in posts[1::2]] == ["Bearer t1", "Bearer t2"]


def test_no_token(own, stage, account, subscriber):
    subscriber.answer(403)
    name, arn = stage.connection("OAUTH_CLIENT_CREDENTIALS", oauth(f"{subscriber.url}/token"))
    assert describe(account, name)["ConnectionState"] in ("AUTHORIZING", "DEAUTHORIZED")
    settled(own)
    subscriber.next()
    assert describe(account, name)["ConnectionState"] == "DEAUTHORIZED"
    destination, _ = stage.destination(subscriber.url, arn)
    assert account.events.describe_api_destination(Name=destination)["ApiDestinationState"] == "INACTIVE"


# --- what they send ---------------------------------------------------------------------------


def test_parameters_of_target_and_connection(own, stage, account, subscriber):
    more = lists(
        header={"x-both": "connection", "x-ours": "1"},
        query={"both": "connection", "secret-q": "a b"},
        body={"added": "yes", "n": "connection"},
    )
    connection = connected(stage, "API_KEY", KEY | {"InvocationHttpParameters": more})
    rule_to_api(
        stage,
        f"{subscriber.url}/a/*/b/*?fixed=1",
        connection,
        "PUT",
        InputPath="$.detail",
        HttpParameters={
            "PathParameterValues": ["x y", "2"],
            "HeaderParameters": {"x-both": "target", "x-mine": "2", "User-Agent": "mine"},
            "QueryStringParameters": {"both": "target", "mine": "2"},
        },
    )
    put(account, {"n": 1, "m": 2})
    settled(own)
    post = subscriber.next()
    url = urlsplit(post.path)
    assert (post.method, url.path) == ("PUT", "/a/x%20y/b/2")
    assert parse_qs(url.query) == {"fixed": ["1"], "both": ["connection"], "mine": ["2"], "secret-q": ["a b"]}
    assert [post.headers[name] for name in ("x-both", "x-ours", "x-mine")] == ["connection", "1", "2"]
    assert post.headers["user-agent"] == AGENT
    assert post.json() == {"n": "connection", "m": 2, "added": "yes"}


@pytest.mark.parametrize("method", ["POST", "GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_methods(own, stage, account, subscriber, method):
    rule_to_api(stage, subscriber.url, method=method, Input='{"k":1}')
    put(account, {})
    settled(own)
    assert subscriber.next().method == method


# --- what they make of answers ----------------------------------------------------------------


def test_what_may_pass_is_tried_again(own, stage, account, subscriber):
    rule_to_api(stage, subscriber.url, Input="1")
    subscriber.answer(500, 429, 503)
    [event_id] = put(account, {})
    settled(own)
    [record] = records(own, "outcome=retrying")
    assert "500" in record["attempts"][0]["error"]
    own.advance("PT1H")
    assert [subscriber.next().body for _ in range(4)] == ["1"] * 4
    [record] = records(own, f"outcome=delivered&message={event_id}")
    assert len(record["attempts"]) == 4


def test_what_will_not_pass_is_given_up(own, stage, account, subscriber):
    dead, dead_arn = account.queue()
    arn = rule_to_api(stage, subscriber.url, DeadLetterConfig={"Arn": dead_arn})
    subscriber.answer(404)
    put(account, {})
    settled(own)
    subscriber.next()
    [letter] = taken(account.sqs, dead)
    told = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    assert (told["TARGET_ARN"], told["RETRY_ATTEMPTS"]) == (arn, "0")
    assert "404" in told["ERROR_MESSAGE"]
    assert "EXHAUSTED_RETRY_CONDITION" not in told


@pytest.mark.parametrize(
    ("policy", "condition", "attempts"),
    [
        ({"MaximumRetryAttempts": 2}, "MaximumRetryAttempts", 2),
        ({"MaximumRetryAttempts": 0}, "MaximumRetryAttempts", 0),
        ({"MaximumEventAgeInSeconds": 60}, "MaximumEventAgeInSeconds", None),
        (None, "MaximumRetryAttempts", 185),
    ],
)
def test_retries_that_run_out(own, stage, account, subscriber, policy, condition, attempts):
    dead, dead_arn = account.queue()
    target = {"DeadLetterConfig": {"Arn": dead_arn}} | ({"RetryPolicy": policy} if policy else {})
    rule_to_api(stage, subscriber.url, **target)
    subscriber.answer(*[503] * 400)
    put(account, {})
    own.advance("PT25H")
    [letter] = taken(account.sqs, dead)
    told = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    assert told["EXHAUSTED_RETRY_CONDITION"] == condition
    posts = 0
    while not subscriber.has_nothing():
        subscriber.next()
        posts += 1
    assert told["RETRY_ATTEMPTS"] == str(posts - 1)
    if attempts is not None:
        assert posts == attempts + 1
    subscriber.forget()


def test_nobody_listens(own, stage, account):
    rule_to_api(stage, "http://127.0.0.1:9/", RetryPolicy={"MaximumRetryAttempts": 1})
    put(account, {})
    own.advance("PT1H")
    [record] = records(own, "outcome=dropped")
    assert (len(record["attempts"]), record["gaveUp"]) == (2, "MaximumRetryAttempts")


def test_a_rate(own, stage, account, subscriber):
    rule_to_api(stage, subscriber.url, rate=1, InputPath="$.detail.n")
    put(account, {"n": 1}, {"n": 2}, {"n": 3})
    settled(own)
    assert subscriber.next().body == "1"
    assert subscriber.has_nothing()
    own.advance("PT2S")
    assert [subscriber.next().body for _ in range(2)] == ["2", "3"]


# --- a connection's life ----------------------------------------------------------------------


def test_secrets_are_not_shown(account, stage):
    more = lists(header={"secret-h": "hidden", "h": "shown"})
    name, _ = stage.connection("BASIC", BASIC | {"InvocationHttpParameters": more})
    parameters = describe(account, name)["AuthParameters"]
    assert parameters["BasicAuthParameters"] == {"Username": "user"}
    shown = {one["Key"]: one.get("Value") for one in parameters["InvocationHttpParameters"]["HeaderParameters"]}
    assert shown == {"secret-h": None, "h": "shown"}
    assert "hidden" not in json.dumps(parameters)


def test_a_change_counts_at_once(own, stage, account, subscriber):
    name, arn = stage.connection("BASIC", BASIC)
    rule_to_api(stage, subscriber.url, arn)
    account.events.update_connection(Name=name, AuthorizationType="API_KEY", AuthParameters=KEY)
    put(account, {})
    settled(own)
    assert subscriber.next().headers["x-key"] == "secret"


def test_deauthorized_and_deleted(own, stage, account, subscriber):
    name, arn = stage.connection("BASIC", BASIC)
    destination, _ = stage.destination(subscriber.url, arn)
    rule_to_api(stage, subscriber.url, arn)
    account.events.deauthorize_connection(Name=name)
    assert describe(account, name)["ConnectionState"] == "DEAUTHORIZED"
    assert account.events.describe_api_destination(Name=destination)["ApiDestinationState"] == "INACTIVE"
    put(account, {})
    settled(own)
    assert subscriber.has_nothing()
    [record] = records(own, "outcome=dropped")
    assert record["why"]["error"] == "Inactive"
    account.events.delete_api_destination(Name=destination)
    account.events.delete_connection(Name=name)
    with pytest.raises(ClientError, match="does not exist"):
        describe(account, name)
