//! Queue URLs: made with the host by which the caller came, understood whatever their host.

use crate::aws::scope::{Caller, Protocol, Scope, is_account};

/// The URL of a queue, as its caller can reach it. A region that neither the host names nor is the emulator's own
/// stands in the path, so that a URL always means one queue.
pub fn of(caller: &Caller<'_>, home: &Scope, scope: &Scope, name: &str) -> String {
    let Caller { scheme, host, .. } = caller;
    let Scope { account, region } = scope;
    match region_of_host(host).unwrap_or(&home.region) {
        implied if implied == &**region => format!("{scheme}://{host}/{account}/{name}"),
        _ => format!("{scheme}://{host}/queue/{region}/{account}/{name}"),
    }
}

/// The scope and name that a `QueueUrl` means: its account and region where it says them, else the caller's. Takes
/// `http://any.host/account/name`, `/queue/region/account/name`, `/queue/region/name` and a bare name.
pub fn parse<'u>(url: &'u str, caller: &Scope) -> Option<(Scope, &'u str)> {
    // Almost every URL is one of plain HTTP; a search for "://" would cost more.
    let behind_scheme = url.strip_prefix("http://").or_else(|| url.split_once("://").map(|(_, rest)| rest));
    let (host, path) = match behind_scheme {
        Some(rest) => rest.split_once('/')?,
        None => ("", url.trim_start_matches('/')),
    };
    let (region, account, name) = split(path.trim_end_matches('/'))?;
    let region = region.or_else(|| region_of_host(host));
    let mut scope = caller.clone();
    if let Some(account) = account.filter(|account| **account != *scope.account) {
        scope.account = account.into();
    }
    if let Some(region) = region.filter(|region| **region != *scope.region) {
        scope.region = region.into();
    }
    Some((scope, name))
}

/// The scope and name that the path of a query call means.
pub fn of_path<'c>(caller: &'c Caller<'_>) -> Option<(Scope, &'c str)> {
    let (region, account, name) = split(caller.path.trim_matches('/'))?;
    let region = region.or_else(|| region_of_host(caller.host)).unwrap_or(&caller.scope.region);
    Some((Scope::new(account.unwrap_or(&caller.scope.account), region), name))
}

/// Whether a query call came to a queue's URL. In JSON the body alone decides.
pub fn names_queue(caller: &Caller<'_>) -> bool {
    caller.protocol == Protocol::Query && caller.path.len() > 1
}

/// Region, account and name of a path, as far as it says them.
fn split(path: &str) -> Option<(Option<&str>, Option<&str>, &str)> {
    let (before, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (head, last) = before.rsplit_once('/').unwrap_or(("", before));
    if name.is_empty() {
        return None;
    }
    match (head.strip_prefix("queue"), last) {
        (_, "") => Some((None, None, name)),
        // Some emulators write a word in the account's place.
        (_, "queue") if head.is_empty() => Some((None, None, name)),
        (Some(""), region) => Some((Some(region), None, name)),
        (Some(region), account) if region.starts_with('/') && !region[1..].contains('/') => {
            Some((Some(&region[1..]), Some(account), name))
        }
        // AWS's own form; what stands before it (a proxy's prefix, say) means nothing.
        (_, account) if is_account(account) => Some((None, Some(account), name)),
        _ => None,
    }
}

/// The region that a host names: `sqs.eu-west-1.any.host`, `eu-west-1.queue.any.host`.
fn region_of_host(host: &str) -> Option<&str> {
    let label_end = |text: &str| text.bytes().position(|b| b == b'.' || b == b':');
    let (first, rest) = host.split_at(label_end(host)?);
    let rest = &rest[1..];
    let region = match (first, &rest[..label_end(rest).unwrap_or(rest.len())]) {
        ("sqs" | "sqs-fips", region) | (region, "queue") => region,
        _ => return None,
    };
    // A region's name ends in its number: `localhost` and `amazonaws` are none.
    let is_region = region.contains('-') && region.ends_with(|c: char| c.is_ascii_digit());
    is_region.then_some(region)
}
