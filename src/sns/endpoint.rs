//! What may stand as the endpoint of a subscription: a form a protocol, and AWS's words for what hasn't it.
//! <https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html>

use super::error::Error;
use super::phone_number::e164;
use super::subscriber::Protocol;
use crate::aws::arn::Arn;

/// Checks the endpoint of a subscription to a topic; gives its ARN, where it is one.
///
/// # Errors
/// `InvalidParameter`.
pub fn check(protocol: Protocol, endpoint: &str, fifo_topic: bool) -> Result<Option<Arn>, Error> {
    if fifo_topic && protocol != Protocol::Sqs {
        return Err(Error::parameter(format!("Invalid protocol type: {}", protocol.name())));
    }
    let arn = |service: &str, resource: &str, refusal: &'static str| {
        let arn: Option<Arn> = endpoint.parse().ok();
        let arn = arn.filter(|arn| arn.service == service && arn.resource.starts_with(resource));
        arn.map(Some).ok_or_else(|| Error::parameter(refusal))
    };
    match protocol {
        Protocol::Http | Protocol::Https => {
            let host = endpoint.split_once("://").filter(|(scheme, _)| scheme.eq_ignore_ascii_case(protocol.name()));
            match host {
                Some((_, host)) if !host.is_empty() && !host.starts_with('/') => {}
                _ => return Err(Error::parameter("Endpoint must match the specified protocol")),
            }
            if !is_url(endpoint) {
                return Err(Error::parameter("Endpoint"));
            }
            Ok(None)
        }
        Protocol::Email | Protocol::EmailJson => match endpoint.split_once('@') {
            Some((name, host)) if !name.is_empty() && !host.is_empty() => Ok(None),
            _ => Err(Error::parameter("Email address")),
        },
        Protocol::Sms if e164(endpoint).is_some() => Ok(None),
        Protocol::Sms => Err(Error::InvalidValue(format!("Invalid SMS endpoint: {endpoint}"))),
        Protocol::Sqs => {
            let queue = arn("sqs", "", "SQS endpoint ARN")?;
            if !fifo_topic && queue.as_ref().is_some_and(is_fifo_queue) {
                // AWS says it twice.
                return Err(Error::parameter(
                    "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
                ));
            }
            Ok(queue)
        }
        Protocol::Lambda => arn("lambda", "function:", "Lambda endpoint ARN"),
        Protocol::Firehose => arn("firehose", "deliverystream/", "Firehose endpoint ARN"),
        Protocol::Application => arn("sns", "endpoint/", "Application endpoint ARN"),
    }
}

/// Whether what follows a URL's scheme can be called: in one piece, and its port is one.
fn is_url(url: &str) -> bool {
    let authority =
        url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // The colons within the brackets of an IPv6 address are none of a port.
    let port = host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')).map(|(_, port)| port);
    !url.contains(|c: char| c.is_whitespace() || c.is_control()) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Whether an ARN is that of a FIFO queue.
pub fn is_fifo_queue(arn: &Arn) -> bool {
    arn.resource.ends_with(".fifo")
}
