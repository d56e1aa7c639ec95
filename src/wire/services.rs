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
}

/// A service by nothing but its name.
const fn named(name: &'static str) -> Service {
    Service { name, target: None, versions: &[], links: &[], names: None, paths: &[], routes: &[] }
}

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
    Service { paths: &["/schedules", "/schedule-groups"], ..named("scheduler") },
    Service { paths: &["/v1/pipes"], ..named("pipes") },
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

/// The first known service of which this is true.
pub fn find(is: impl Fn(&Service) -> bool) -> Option<&'static Service> {
    KNOWN.iter().find(|service| is(service))
}
