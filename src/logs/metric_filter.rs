//! TestMetricFilter: which messages a pattern fits, and what it finds in them.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html>

use super::Error;
use super::api::*;
use super::check::Members;
use super::pattern::Pattern;

/// TestMetricFilter.
///
/// # Errors
/// `InvalidParameterException`.
pub fn test_metric_filter(input: TestMetricFilterRequest) -> Result<TestMetricFilterResponse, Error> {
    let (pattern, messages) = (input.filter_pattern.as_ref(), input.log_event_messages.as_ref());
    let mut members = Members::default();
    members.required("filterPattern", pattern).length("filterPattern", pattern, 0, 1024);
    members.required("logEventMessages", messages);
    members.count("logEventMessages", "[]", messages.map_or(1, Vec::len), 1, 50);
    let is_empty = messages.into_iter().flatten().any(|message| message.is_empty());
    let rule = "satisfy constraint: [Member must have length greater than or equal to 1]";
    members.unless(!is_empty, "logEventMessages", "[]", rule).check()?;
    let pattern = Pattern::parse(input.filter_pattern.as_deref().unwrap_or_default())?;
    let matches = (1..).zip(input.log_event_messages.into_iter().flatten());
    let matches =
        matches.filter(|(_, message)| pattern.matches(message)).map(|(number, message)| MetricFilterMatchRecord {
            event_number: Some(number),
            extracted_values: pattern.extract(&message).into_iter().collect(),
            event_message: Some(message),
        });
    Ok(TestMetricFilterResponse { matches: matches.collect() })
}
