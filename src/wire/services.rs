//! By what a request names each service: JSON target prefix, query version, REST paths.

use super::names::{self, Names};
use super::rest::Route;

/// What tells a service's requests from the others'.
#[derive(Debug)]
pub struct Service {
    /// The name in SigV4 credential scopes; ours too.
    pub name: &'static str,
    /// The prefix of `X-Amz-Target`, for services that speak AWS JSON.
    pub target: Option<&'static str>,
    /// The API version of the query protocol.
    pub version: Option<&'static str>,
    /// The operations that a link in a message calls: unsigned, and without a version.
    pub links: &'static [&'static str],
    /// The spelling in the query protocol. A service that has one says its query codes in JSON errors too.
    pub names: Option<&'static Names>,
    /// The beginnings of its REST paths.
    pub paths: &'static [&'static str],
    /// Its REST operations.
    pub routes: &'static [Route],
}

/// The services of AWS whose requests are told apart, served or not.
pub const KNOWN: &[Service] = &[
    Service {
        name: "sqs",
        target: Some("AmazonSQS"),
        version: Some("2012-11-05"),
        links: &[],
        names: Some(&names::SQS),
        paths: &[],
        routes: &[],
    },
    Service {
        name: "sns",
        target: None,
        version: Some("2010-03-31"),
        links: &["ConfirmSubscription", "Unsubscribe"],
        names: Some(&names::SNS),
        paths: &[],
        routes: &[],
    },
    Service {
        name: "events",
        target: Some("AWSEvents"),
        version: None,
        links: &[],
        names: None,
        paths: &[],
        routes: &[],
    },
    Service {
        name: "states",
        target: Some("AWSStepFunctions"),
        version: None,
        links: &[],
        names: None,
        paths: &[],
        routes: &[],
    },
    Service {
        name: "scheduler",
        target: None,
        version: None,
        links: &[],
        names: None,
        paths: &["/schedules", "/schedule-groups"],
        routes: &[],
    },
    Service { name: "pipes", target: None, version: None, links: &[], names: None, paths: &["/v1/pipes"], routes: &[] },
    Service {
        name: "lambda",
        target: None,
        version: None,
        links: &[],
        names: None,
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
        routes: &[],
    },
    Service {
        name: "iam",
        target: None,
        version: Some("2010-05-08"),
        links: &[],
        names: None,
        paths: &[],
        routes: &[],
    },
    Service {
        name: "sts",
        target: None,
        version: Some("2011-06-15"),
        links: &[],
        names: None,
        paths: &[],
        routes: &[],
    },
];

/// The first known service of which this is true.
pub fn find(is: impl Fn(&Service) -> bool) -> Option<&'static Service> {
    KNOWN.iter().find(|service| is(service))
}
