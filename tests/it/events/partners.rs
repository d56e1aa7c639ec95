//! Partner event sources: a partner makes them, an account makes a bus for them, and events come.

use serde_json::{Value, json};

use crate::support::{Events, NOT_FOUND, Queue, VALIDATION, Yard};

const PARTNER: &str = "999988887777";
const CUSTOMER: &str = "111122223333";
const SOURCE: &str = "aws.partner/example.com/shop/orders";
const FORTNIGHT: u64 = 14 * 24 * 60 * 60;

fn both(yard: &Yard) -> (Events<'_>, Events<'_>) {
    (Events::of(yard, PARTNER, "us-east-1"), Events::of(yard, CUSTOMER, "us-east-1"))
}

fn make(partner: &Events<'_>, name: &str) -> Value {
    partner.ok("CreatePartnerEventSource", json!({ "Name": name, "Account": CUSTOMER }))
}

fn take(customer: &Events<'_>) {
    customer.ok("CreateEventBus", json!({ "Name": SOURCE, "EventSourceName": SOURCE }));
}

fn state(customer: &Events<'_>) -> Value {
    customer.ok("DescribeEventSource", json!({ "Name": SOURCE }))["State"].clone()
}

fn event(source: &str, detail: &str) -> Value {
    json!({ "Source": source, "DetailType": "order", "Detail": detail, "Time": 1_800_000_000 })
}

/// A rule on the customer's partner bus that gives everything to a queue.
fn listen(customer: &Events<'_>, queue: &Queue<'_>) {
    let pattern = r#"{"source":[{"prefix":"aws.partner"}]}"#;
    customer.ok("PutRule", json!({ "Name": "all", "EventBusName": SOURCE, "EventPattern": pattern }));
    let target = json!({ "Id": "q", "Arn": queue.arn() });
    customer.ok("PutTargets", json!({ "Rule": "all", "EventBusName": SOURCE, "Targets": [target] }));
}

#[test]
fn a_source_waits_works_and_goes() {
    let yard = Yard::json();
    let (partner, customer) = both(&yard);
    let arn = format!("arn:aws:events:us-east-1::event-source/{SOURCE}");
    assert_eq!(make(&partner, SOURCE), json!({ "EventSourceArn": arn }));
    let shown = customer.ok("DescribeEventSource", json!({ "Name": SOURCE }));
    let created = shown["CreationTime"].as_f64().expect("a time");
    assert_eq!(shown["ExpirationTime"].as_f64(), Some(created + FORTNIGHT as f64));
    let shown = [&shown["Arn"], &shown["Name"], &shown["CreatedBy"], &shown["State"]];
    assert_eq!(shown, [&arn, SOURCE, "aws.partner/example.com", "PENDING"]);
    take(&customer);
    let shown = customer.ok("DescribeEventSource", json!({ "Name": SOURCE }));
    assert_eq!((shown["State"].as_str(), shown.get("ExpirationTime")), (Some("ACTIVE"), None));
    assert_eq!(customer.ok("ListEventSources", json!({})), json!({ "EventSources": [shown] }));
    assert_eq!(customer.pages("ListEventBuses", "EventBuses", json!({ "NamePrefix": "aws.partner/" })), [[SOURCE]]);
    assert_eq!(customer.ok("DeactivateEventSource", json!({ "Name": SOURCE })), Value::Null, "an empty answer");
    assert_eq!(state(&customer), "PENDING");
    assert_eq!(customer.ok("ActivateEventSource", json!({ "Name": SOURCE })), Value::Null, "an empty answer");
    assert_eq!(state(&customer), "ACTIVE");
    customer.ok("DeleteEventBus", json!({ "Name": SOURCE }));
    assert_eq!(state(&customer), "PENDING");
    take(&customer);
    let gone = json!({ "Name": SOURCE, "Account": CUSTOMER });
    assert_eq!(partner.ok("DeletePartnerEventSource", gone.clone()), Value::Null, "an empty answer");
    assert_eq!(state(&customer), "DELETED");
    partner.ok("DeletePartnerEventSource", gone);
    customer.ok("DeleteEventBus", json!({ "Name": SOURCE }));
    let text = format!("Event source {SOURCE} does not exist.");
    for operation in ["DescribeEventSource", "ActivateEventSource", "DeactivateEventSource"] {
        customer.fails(operation, json!({ "Name": SOURCE }), NOT_FOUND, &text);
    }
}

#[test]
fn a_source_that_waits_too_long_is_gone() {
    let yard = Yard::json();
    let (partner, customer) = both(&yard);
    make(&partner, SOURCE);
    let accounts = || partner.ok("ListPartnerEventSourceAccounts", json!({ "EventSourceName": SOURCE }));
    let first = accounts()["PartnerEventSourceAccounts"][0].clone();
    assert_eq!([&first["Account"], &first["State"]], [CUSTOMER, "PENDING"]);
    yard.advance(FORTNIGHT - 1);
    assert_eq!(state(&customer), "PENDING");
    yard.advance(1);
    assert_eq!(customer.ok("ListEventSources", json!({})), json!({ "EventSources": [] }));
    let text = format!("Event source {SOURCE} does not exist.");
    let input = json!({ "Name": SOURCE, "EventSourceName": SOURCE });
    customer.fails("CreateEventBus", input, NOT_FOUND, &text);
    assert_eq!(accounts()["PartnerEventSourceAccounts"], json!([{ "Account": CUSTOMER, "State": "DELETED" }]));
    // It may be made again; with a bus it is seen as deleted when its time is over.
    make(&partner, SOURCE);
    take(&customer);
    yard.advance(10 * FORTNIGHT);
    assert_eq!(state(&customer), "ACTIVE");
    customer.ok("DeactivateEventSource", json!({ "Name": SOURCE }));
    yard.advance(FORTNIGHT);
    assert_eq!(state(&customer), "DELETED");
    let wrong = "The specified state is not a valid state for an event source.";
    customer.fails("ActivateEventSource", json!({ "Name": SOURCE }), "InvalidStateException", wrong);
    make(&partner, SOURCE);
    customer.ok("ActivateEventSource", json!({ "Name": SOURCE }));
}

#[test]
fn events_of_a_partner_come_to_the_bus_of_their_source() {
    let yard = Yard::json();
    let (partner, customer) = both(&yard);
    let queue = yard.standard("jobs");
    make(&partner, SOURCE);
    take(&customer);
    listen(&customer, &queue);
    let answer = partner.ok("PutPartnerEvents", json!({ "Entries": [event(SOURCE, r#"{ "b": 1.50, "a": [] }"#)] }));
    assert_eq!(answer["FailedEntryCount"], 0);
    let body = queue.bodies().remove(0);
    let id = answer["Entries"][0]["EventId"].as_str().expect("an id");
    let expected = format!(
        r#"{{"version":"0","id":"{id}","detail-type":"order","source":"{SOURCE}","account":"{CUSTOMER}","time":"2027-01-15T08:00:00Z","region":"us-east-1","resources":[],"detail":"#
    );
    assert!(body.starts_with(&expected), "{body}");
    // A deactivated source takes events, and nobody gets them; the journal says so.
    customer.ok("DeactivateEventSource", json!({ "Name": SOURCE }));
    let answer = partner.ok("PutPartnerEvents", json!({ "Entries": [event(SOURCE, "{}")] }));
    assert_eq!(answer["FailedEntryCount"], 0);
    assert_eq!(queue.bodies(), [""; 0]);
    customer.ok("ActivateEventSource", json!({ "Name": SOURCE }));
    partner.ok("PutPartnerEvents", json!({ "Entries": [event(SOURCE, "{}")] }));
    assert_eq!(queue.bodies().len(), 1);
    let text = yard.raw(&crate::support::Request::new("GET", "/_eventyard/journal")).text();
    assert!(text.contains(&format!("Event source {SOURCE} of account {CUSTOMER} is in state PENDING.")), "{text}");
}

#[test]
fn one_source_may_be_for_several_accounts() {
    let yard = Yard::json();
    let partner = Events::of(&yard, PARTNER, "us-east-1");
    let queue = yard.standard("jobs");
    let accounts = [CUSTOMER, "222233334444", "333344445555"];
    for account in accounts {
        partner.ok("CreatePartnerEventSource", json!({ "Name": SOURCE, "Account": account }));
        let customer = Events::of(&yard, account, "us-east-1");
        take(&customer);
        listen(&customer, &queue);
    }
    let answer = partner.ok("PutPartnerEvents", json!({ "Entries": [event(SOURCE, "{}")] }));
    let bodies: Vec<Value> = queue
        .bodies_with(json!({ "MaxNumberOfMessages": 10 }))
        .iter()
        .map(|body| serde_json::from_str(body).expect("JSON"))
        .collect();
    let mut got: Vec<&str> = bodies.iter().filter_map(|body| body["account"].as_str()).collect();
    got.sort_unstable();
    assert_eq!(got, accounts);
    assert!(bodies.iter().all(|body| body["id"] == answer["Entries"][0]["EventId"]), "one event");
    let page = |token: Value| {
        partner
            .ok("ListPartnerEventSourceAccounts", json!({ "EventSourceName": SOURCE, "Limit": 2, "NextToken": token }))
    };
    let first = page(Value::Null);
    let second = page(first["NextToken"].clone());
    let listed = |page: &Value, i: usize| page["PartnerEventSourceAccounts"][i]["Account"].clone();
    assert_eq!([listed(&first, 0), listed(&first, 1), listed(&second, 0)], accounts);
    assert_eq!(second.get("NextToken"), None);
}

#[test]
fn a_partner_lists_what_it_made() {
    let yard = Yard::json();
    let (partner, customer) = both(&yard);
    for name in ["aws.partner/a.com/x/2", "aws.partner/a.com/x/1", "aws.partner/a.com/y", "aws.partner/b.com/x"] {
        make(&partner, name);
    }
    let pages = |input: Value| partner.pages("ListPartnerEventSources", "PartnerEventSources", input);
    let prefix = "aws.partner/a.com/";
    let all = ["aws.partner/a.com/x/1", "aws.partner/a.com/x/2", "aws.partner/a.com/y"];
    assert_eq!(pages(json!({ "NamePrefix": prefix })), [all]);
    assert_eq!(pages(json!({ "NamePrefix": prefix, "Limit": 2 })), [&all[..2], &all[2..]]);
    assert_eq!(pages(json!({ "NamePrefix": "aws.partner/a.com/x/" })), [&all[..2]]);
    let shown = partner.ok("DescribePartnerEventSource", json!({ "Name": all[2] }));
    assert_eq!(shown, json!({ "Arn": format!("arn:aws:events:us-east-1::event-source/{}", all[2]), "Name": all[2] }));
    let listed = customer.pages("ListEventSources", "EventSources", json!({ "NamePrefix": prefix, "Limit": 2 }));
    assert_eq!(listed, [&all[..2], &all[2..]]);
    // Neither is the other.
    let text = format!("Event source {} does not exist.", all[2]);
    customer.fails("DescribePartnerEventSource", json!({ "Name": all[2] }), NOT_FOUND, &text);
    partner.fails("DescribeEventSource", json!({ "Name": all[2] }), NOT_FOUND, &text);
    customer.ok("DeletePartnerEventSource", json!({ "Name": all[2], "Account": CUSTOMER }));
    assert_eq!(customer.ok("DescribeEventSource", json!({ "Name": all[2] }))["State"], "PENDING", "not its own");
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let (partner, customer) = both(&yard);
    make(&partner, SOURCE);
    let again = json!({ "Name": SOURCE, "Account": CUSTOMER });
    let exists = format!("Event source {SOURCE} already exists.");
    for who in [&partner, &customer] {
        who.fails("CreatePartnerEventSource", again.clone(), "ResourceAlreadyExistsException", &exists);
    }
    let broken = "1 validation error detected: Value ";
    let pattern = r"failed to satisfy constraint: Member must satisfy regular expression pattern: aws\.partner(/[\.\-_A-Za-z0-9]+){2,}";
    for name in [
        "shop",
        "aws.partner",
        "aws.partner/a",
        "aws.partner/a/",
        "aws.partner//b",
        "aws.partner/a/b/",
        "aws.partnerx/a/b",
    ] {
        let text = format!("{broken}'{name}' at 'name' {pattern}");
        partner.fails("CreatePartnerEventSource", json!({ "Name": name, "Account": CUSTOMER }), VALIDATION, &text);
        customer.fails("DescribeEventSource", json!({ "Name": name }), VALIDATION, &text);
    }
    for account in ["", "12345678901", "12345678901x", "1234567890123"] {
        let input = json!({ "Name": SOURCE, "Account": account });
        partner.fails(
            "CreatePartnerEventSource",
            input,
            VALIDATION,
            if account.len() == 12 { "1 validation error…" } else { "2 validation errors…" },
        );
    }
    partner.fails(
        "ListPartnerEventSources",
        json!({}),
        VALIDATION,
        "1 validation error detected: Value null at 'namePrefix'…",
    );
    partner.fails(
        "ListPartnerEventSources",
        json!({ "NamePrefix": "aws.partner/a" }),
        VALIDATION,
        "1 validation error…",
    );
    let unknown = json!({ "EventSourceName": "aws.partner/a/b" });
    partner.fails("ListPartnerEventSourceAccounts", unknown, NOT_FOUND, "Event source aws.partner/a/b does not exist.");
    let wrong = "The specified state is not a valid state for an event source.";
    for operation in ["ActivateEventSource", "DeactivateEventSource"] {
        customer.fails(operation, json!({ "Name": SOURCE }), "InvalidStateException", wrong);
    }
}

#[test]
fn a_wrong_entry_fails_alone() {
    let yard = Yard::json();
    let (partner, customer) = both(&yard);
    make(&partner, SOURCE);
    take(&customer);
    let queue = yard.standard("jobs");
    listen(&customer, &queue);
    let entries = json!([
        event(SOURCE, "{}"),
        {},
        { "Source": "" },
        { "Source": SOURCE },
        { "Source": SOURCE, "DetailType": "t" },
        event(SOURCE, "[]"),
        event("aws.partner/other/x", "{}"),
    ]);
    let answer = partner.ok("PutPartnerEvents", json!({ "Entries": entries }));
    assert_eq!(answer["FailedEntryCount"], 6);
    let codes: Vec<Option<&str>> =
        answer["Entries"].as_array().expect("a list").iter().map(|entry| entry["ErrorCode"].as_str()).collect();
    let (argument, source) = (Some("InvalidArgument"), Some("NotAuthorizedForSourceException"));
    assert_eq!(codes, [None, argument, argument, argument, argument, Some("MalformedDetail"), source]);
    assert_eq!(queue.bodies().len(), 1);
    // A customer may not speak for its partner.
    let answer = customer.ok("PutPartnerEvents", json!({ "Entries": [event(SOURCE, "{}")] }));
    assert_eq!(answer["Entries"][0]["ErrorCode"], "NotAuthorizedForSourceException");
    let many: Vec<Value> = (0..21).map(|_| event(SOURCE, "{}")).collect();
    let text = "1 validation error detected: Value '[PutPartnerEventsRequestEntry(time=…";
    partner.fails("PutPartnerEvents", json!({ "Entries": many }), VALIDATION, text);
    assert_eq!(partner.ok("PutPartnerEvents", json!({ "Entries": many[..20] }))["FailedEntryCount"], 0);
    partner.fails(
        "PutPartnerEvents",
        json!({ "Entries": [] }),
        VALIDATION,
        "1 validation error detected: Value '[]' at 'entries' failed…",
    );
    partner.fails(
        "PutPartnerEvents",
        json!({}),
        VALIDATION,
        "1 validation error detected: Value null at 'entries' failed…",
    );
    let strange = json!({ "Entries": [event("shop", "{}")] });
    partner.fails(
        "PutPartnerEvents",
        strange,
        VALIDATION,
        "1 validation error detected: Value 'shop' at 'entries.1.member.source' failed…",
    );
    let large = event(SOURCE, &format!(r#"{{"a":"{}"}}"#, "x".repeat(1 << 20)));
    let text = "Total size of the entries in the request is over the limit.";
    partner.fails("PutPartnerEvents", json!({ "Entries": [large] }), VALIDATION, text);
}
