//! By what a request names each service: JSON target prefix, query version, REST paths.

use super::names::{self, Names};
use super::rest::{Parameter, Route};

/// What tells a service's requests from the others'.
#[derive(Debug)]
pub struct Service {
    /// The name in SigV4 credential scopes; ours too.
    pub name: &'static str,
    /// The prefix of `X-Amz-Target`, for services that speak AWS JSON.
    pub target: Option<&'static str>,
    /// The API versions of the query protocol, the newest first.
    pub versions: &'static [&'static str],
    /// The operations that a link in a message calls: unsigned, and without a version.
    pub links: &'static [&'static str],
    /// The spelling in the query protocol. A service that has one says its query codes in JSON errors too.
    pub names: Option<&'static Names>,
    /// The beginnings of its REST paths.
    pub paths: &'static [&'static str],
    /// Its REST operations.
    pub routes: &'static [Route],
    /// The member of its REST errors that has the text.
    pub text_member: &'static str,
}

/// A service by nothing but its name.
const fn named(name: &'static str) -> Service {
    Service {
        name,
        target: None,
        versions: &[],
        links: &[],
        names: None,
        paths: &[],
        routes: &[],
        text_member: "message",
    }
}

const fn route(
    method: &'static str,
    path: &'static str,
    operation: &'static str,
    query: &'static [Parameter],
) -> Route {
    Route { method, path, operation, query }
}

const SCHEDULER: &[Route] = &[
    route("POST", "/schedules/{Name}", "CreateSchedule", &[]),
    route("PUT", "/schedules/{Name}", "UpdateSchedule", &[]),
    route("GET", "/schedules/{Name}", "GetSchedule", &[Parameter::text("groupName", "GroupName")]),
    route(
        "DELETE",
        "/schedules/{Name}",
        "DeleteSchedule",
        &[Parameter::text("groupName", "GroupName"), Parameter::text("clientToken", "ClientToken")],
    ),
    route(
        "GET",
        "/schedules",
        "ListSchedules",
        &[
            Parameter::text("ScheduleGroup", "GroupName"),
            Parameter::text("NamePrefix", "NamePrefix"),
            Parameter::text("State", "State"),
            Parameter::text("NextToken", "NextToken"),
            Parameter::number("MaxResults", "MaxResults"),
        ],
    ),
    route("POST", "/schedule-groups/{Name}", "CreateScheduleGroup", &[]),
    route("GET", "/schedule-groups/{Name}", "GetScheduleGroup", &[]),
    route("DELETE", "/schedule-groups/{Name}", "DeleteScheduleGroup", &[Parameter::text("clientToken", "ClientToken")]),
    route(
        "GET",
        "/schedule-groups",
        "ListScheduleGroups",
        &[
            Parameter::text("NamePrefix", "NamePrefix"),
            Parameter::text("NextToken", "NextToken"),
            Parameter::number("MaxResults", "MaxResults"),
        ],
    ),
    route("POST", "/tags/{ResourceArn+}", "TagResource", &[]),
    route("DELETE", "/tags/{ResourceArn+}", "UntagResource", &[Parameter::list("TagKeys", "TagKeys")]),
    route("GET", "/tags/{ResourceArn+}", "ListTagsForResource", &[]),
];

/// The services of AWS whose requests are told apart, served or not.
pub const KNOWN: &[Service] = &[
    Service {
        target: Some("AmazonSQS"),
        // Old clients still name the former ones; AWS answers them.
        versions: &["2012-11-05", "2011-10-01", "2009-02-01", "2008-01-01"],
        names: Some(&names::SQS),
        ..named("sqs")
    },
    Service {
        versions: &["2010-03-31"],
        links: &["ConfirmSubscription", "Unsubscribe"],
        names: Some(&names::SNS),
        ..named("sns")
    },
    Service { target: Some("AWSEvents"), ..named("events") },
    Service { target: Some("secretsmanager"), ..named("secretsmanager") },
    Service { target: Some("AWSStepFunctions"), ..named("states") },
    Service { target: Some("Logs_20140328"), ..named("logs") },
    Service {
        paths: &["/schedules", "/schedule-groups", "/tags/"],
        routes: SCHEDULER,
        text_member: "Message",
        ..named("scheduler")
    },
    Service { paths: &["/v1/pipes", "/tags/"], ..named("pipes") },
    Service {
        paths: &[
            "/2015-03-31/",
            "/2017-03-31/",
            "/2017-10-31/",
            "/2018-10-31/",
            "/2019-09-25/",
            "/2019-09-30/",
            "/2020-06-30/",
            "/2021-10-31/",
            "/2021-11-15/",
        ],
        ..named("lambda")
    },
    Service { versions: &["2010-05-08"], ..named("iam") },
    Service { versions: &["2011-06-15"], ..named("sts") },
];

/// The service that a REST path belongs to. Several have the same paths for tags: whose they are, the signature says.
pub fn of_path(path: &str, signed: Option<&str>) -> Option<&'static Service> {
    let has = |service: &Service| service.paths.iter().any(|prefix| path.starts_with(prefix));
    find(|service| has(service) && signed == Some(service.name)).or_else(|| find(has))
}

/// The first known service of which this is true.
pub fn find(is: impl Fn(&Service) -> bool) -> Option<&'static Service> {
    KNOWN.iter().find(|service| is(service))
}
