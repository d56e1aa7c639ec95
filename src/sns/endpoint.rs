//! What may stand as the endpoint of a subscription: a form a protocol, and AWS's words for what hasn't it.
//! <https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html>

use super::error::Error;
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
                Some((_, host)) if !host.is_empty() && !host.starts_with('/') => Ok(None),
                _ => Err(Error::parameter("Endpoint must match the specified protocol")),
            }
        }
        Protocol::Email | Protocol::EmailJson => match endpoint.split_once('@') {
            Some((name, host)) if !name.is_empty() && !host.is_empty() => Ok(None),
            _ => Err(Error::parameter("Email address")),
        },
        Protocol::Sms if is_phone_number(endpoint) => Ok(None),
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

/// Whether an ARN is that of a FIFO queue.
pub fn is_fifo_queue(arn: &Arn) -> bool {
    arn.resource.ends_with(".fifo")
}

/// Whether a text is a phone number to subscribe: digits, with at most one separator between two of them.
fn is_phone_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let mut groups = digits.split(['-', '.', '/', ' ', '(', ')']);
    groups.all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::is_phone_number;

    #[test]
    fn phone_numbers() {
        for number in ["+123123123", "+12/34-567.890", "+1234567890", "15551234567"] {
            assert!(is_phone_number(number), "{number}");
        }
        for wrong in ["", "+", "+15--551234567", "+15551234567.", "/+15551234567", "NAA+15551234567", "invalid-number"]
        {
            assert!(!is_phone_number(wrong), "{wrong}");
        }
    }
}
