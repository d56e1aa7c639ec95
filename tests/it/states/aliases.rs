//! Aliases of state machines.

use serde_json::{Value, json};

use crate::support::{States, VALIDATION, Via, Yard, definition, strict};

const ABSENT: (&str, &str) = ("ResourceNotFound", "Request references a resource that does not exist.");

/// A state machine with three versions; gives its ARN.
fn machine(states: &States<'_>, name: &str) -> String {
    let arn = states.machine(name);
    for comment in ["1", "2", "3"] {
        let input = json!({ "stateMachineArn": arn, "definition": definition(comment), "publish": true });
        states.ok("UpdateStateMachine", input);
    }
    arn
}

fn routing(arn: &str, routes: &[(&str, i64)]) -> Value {
    let route = |(version, weight): &(&str, i64)| json!({ "stateMachineVersionArn": format!("{arn}{version}"), "weight": weight });
    routes.iter().map(route).collect()
}

fn creation(name: &str, routing: &Value) -> Value {
    json!({ "name": name, "routingConfiguration": routing })
}

fn listed(states: &States<'_>, arn: &str) -> Vec<String> {
    let pages = states.pages("ListStateMachineAliases", json!({ "stateMachineArn": arn }));
    let name = |arn: String| arn.rsplit(':').next().expect("a name").to_owned();
    pages.concat().into_iter().map(name).collect()
}

#[test]
fn made_described_updated_deleted() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = machine(&states, "orders");
    let first = routing(&arn, &[(":1", 100)]);
    let alias = format!("{arn}:PROD");
    let input = json!({ "name": "PROD", "description": "d", "routingConfiguration": first });
    let made = states.ok("CreateStateMachineAlias", input.clone());
    assert_eq!(made, json!({ "stateMachineAliasArn": alias, "creationDate": made["creationDate"] }));
    let named = json!({ "stateMachineAliasArn": alias });
    let shown = || states.ok("DescribeStateMachineAlias", named.clone());
    let mut expected = json!({
        "stateMachineAliasArn": alias,
        "name": "PROD",
        "description": "d",
        "routingConfiguration": first,
        "creationDate": made["creationDate"],
        "updateDate": made["creationDate"],
    });
    assert_eq!(shown(), expected);
    yard.advance(3);
    assert_eq!(states.ok("CreateStateMachineAlias", input), made, "the same once more");

    let steps = [("description", json!("other")), ("routingConfiguration", routing(&arn, &[(":3", 30), (":2", 70)]))];
    for (member, value) in steps {
        yard.advance(1);
        let answer = states.ok("UpdateStateMachineAlias", json!({ "stateMachineAliasArn": alias, member: value }));
        expected[member] = value;
        expected["updateDate"] = answer["updateDate"].clone();
        assert_eq!(answer["updateDate"].as_f64(), Some(yard.now() as f64 / 1000.0));
        assert_eq!(shown(), expected);
    }
    for _ in 0..2 {
        assert_eq!(states.ok("DeleteStateMachineAlias", named.clone()), json!({}));
    }
    states.fails("DescribeStateMachineAlias", named.clone(), ABSENT.0, ABSENT.1);
    states.fails(
        "UpdateStateMachineAlias",
        json!({ "stateMachineAliasArn": alias, "description": "d" }),
        ABSENT.0,
        ABSENT.1,
    );
}

#[test]
fn another_one_of_the_same_name() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = machine(&states, "orders");
    let input = creation("PROD", &routing(&arn, &[(":1", 60), (":2", 40)]));
    states.ok("CreateStateMachineAlias", input.clone());
    let text = "Failed to create alias because an alias with the same name and a different routing configuration already \
                exists.";
    let mut described = input.clone();
    described["description"] = json!("");
    let others = [
        described,
        creation("PROD", &routing(&arn, &[(":1", 61), (":2", 39)])),
        creation("PROD", &routing(&arn, &[(":1", 100)])),
    ];
    for other in others {
        states.fails("CreateStateMachineAlias", other, "ConflictException", text);
    }
    // Each state machine has its own.
    let other = machine(&states, "other");
    states.ok("CreateStateMachineAlias", creation("PROD", &routing(&other, &[(":1", 100)])));
}

#[test]
fn names_that_there_cannot_be() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = machine(&states, "orders");
    let routes = routing(&arn, &[(":1", 100)]);
    for name in ["123", "a b", "!a", "a@", "ä", "a:b"] {
        let rule = format!(
            "Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: \
             ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$"
        );
        states.breaks("CreateStateMachineAlias", creation(name, &routes), &[&rule]);
    }
    let long = "A".repeat(81);
    let rule = format!(
        "Value '{long}' at 'name' failed to satisfy constraint: Member must have length less than or equal \
                        to 80"
    );
    states.breaks("CreateStateMachineAlias", creation(&long, &routes), &[&rule]);
    for name in ["1a", "_", "-.", &long[1..]] {
        states.ok("CreateStateMachineAlias", creation(name, &routes));
    }
}

#[test]
fn routes_that_there_cannot_be() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = machine(&states, "orders");
    let other = machine(&states, "other");
    let alias = format!("{arn}:PROD");
    states.ok("CreateStateMachineAlias", creation("PROD", &routing(&arn, &[(":1", 100)])));

    let check = |routes: Value, code: &str, text: &str| {
        states.fails("CreateStateMachineAlias", creation("NEW", &routes), code, text);
        let input = json!({ "stateMachineAliasArn": alias, "routingConfiguration": routes });
        states.fails("UpdateStateMachineAlias", input, code, text);
    };
    let broken = |rule: &str| format!("1 validation error detected: {rule}");
    let shown = [1, 2, 3]
        .map(|version| format!("RoutingConfigurationListItem(stateMachineVersionArn={arn}:{version}, weight=33)"));
    check(
        routing(&arn, &[(":1", 33), (":2", 33), (":3", 33)]),
        VALIDATION,
        &broken(&format!(
            "Value '[{}]' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or \
             equal to 2",
            shown.join(", ")
        )),
    );
    check(
        json!([]),
        VALIDATION,
        &broken(
            "Value '[]' at 'routingConfiguration' failed to satisfy constraint: Member must have length greater than \
                 or equal to 1",
        ),
    );
    check(
        routing(&arn, &[(":1", 101)]),
        VALIDATION,
        &broken(
            "Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have \
                 value less than or equal to 100",
        ),
    );
    check(
        json!([{ "stateMachineVersionArn": format!("{arn}:1") }]),
        VALIDATION,
        &broken(
            "Value null at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must not be \
                 null",
        ),
    );
    check(routing("no ARN", &[("", 100)]), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: no ARN'");
    check(
        routing(&arn, &[("", 50), (":2", 50)]),
        VALIDATION,
        &format!("Routing configuration must contain state machine version ARNs. Received: [{arn}, {arn}:2]"),
    );
    check(
        routing(&arn, &[(":PROD", 100)]),
        VALIDATION,
        &format!("Routing configuration must contain state machine version ARNs. Received: [{arn}:PROD]"),
    );
    check(
        routing(&arn, &[(":1", 50), (":1", 50)]),
        VALIDATION,
        &format!(
            "Routing configuration must contain distinct state machine version ARNs. Received: [{arn}:1, {arn}:1]"
        ),
    );
    for weights in [[70, 29], [70, 31], [0, 0]] {
        let text =
            format!("Sum of routing configuration weights must equal 100. Received: [{}, {}]", weights[0], weights[1]);
        check(routing(&arn, &[(":1", weights[0]), (":2", weights[1])]), VALIDATION, &text);
    }
    check(
        json!([routing(&arn, &[(":1", 50)])[0], routing(&other, &[(":2", 50)])[0]]),
        VALIDATION,
        "Routing configuration must contain version ARNs of the same state machine. …",
    );
    check(routing(&arn, &[(":4", 100)]), ABSENT.0, ABSENT.1);
    check(routing(&states.machine_arn("absent"), &[(":1", 100)]), ABSENT.0, ABSENT.1);
    let foreign = json!({ "stateMachineAliasArn": alias, "routingConfiguration": routing(&other, &[(":1", 100)]) });
    states.fails("UpdateStateMachineAlias", foreign, ABSENT.0, ABSENT.1);

    let input = creation("NEW", &routing(&arn, &[(":1", 99)]));
    assert_eq!(states.raw("CreateStateMachineAlias", &input).json()["reason"], "INVALID_ROUTING_CONFIGURATION");
    let nothing = states.raw("UpdateStateMachineAlias", &json!({ "stateMachineAliasArn": alias })).json();
    assert_eq!([&nothing["__type"], &nothing["reason"]], [VALIDATION, "MISSING_REQUIRED_PARAMETER"]);
    assert_eq!(listed(&states, &arn), ["PROD"]);
}

#[test]
fn listed_as_they_came_of_all_or_of_a_version() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = machine(&states, "orders");
    assert_eq!(listed(&states, &arn), [""; 0]);
    let both = routing(&arn, &[(":1", 0), (":2", 100)]);
    for (name, routes) in [("z", routing(&arn, &[(":1", 100)])), ("b", both), ("m", routing(&arn, &[(":2", 100)]))] {
        states.ok("CreateStateMachineAlias", creation(name, &routes));
    }
    assert_eq!(listed(&states, &arn), ["z", "b", "m"]);
    assert_eq!(listed(&states, &format!("{arn}:1")), ["z", "b"]);
    assert_eq!(listed(&states, &format!("{arn}:3")), [""; 0]);
    let of = |arn: String| json!({ "stateMachineArn": arn });
    states.fails("ListStateMachineAliases", of(format!("{arn}:4")), ABSENT.0, ABSENT.1);
    let absent = states.machine_arn("absent");
    let text = format!("State Machine Does Not Exist: '{absent}'");
    states.fails("ListStateMachineAliases", of(absent), "StateMachineDoesNotExist", &text);
}

#[test]
fn as_many_as_the_quota_allows() {
    let yard = Yard::start(Via::Json, strict());
    let states = States::new(&yard);
    let arn = machine(&states, "orders");
    let routes = routing(&arn, &[(":1", 100)]);
    for i in 0..100 {
        states.ok("CreateStateMachineAlias", creation(&format!("a{i}"), &routes));
    }
    let quota = ("ServiceQuotaExceededException", "The request would cause a service quota to be exceeded.");
    states.fails("CreateStateMachineAlias", creation("more", &routes), quota.0, quota.1);
    states.ok("CreateStateMachineAlias", creation("a7", &routes));
}
