//! What AWS refuses of a target: what its model says of the members, and what makes no sense for its kind.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html>

use super::api::*;
use super::check::{Members, NAME, is_name};
use super::error::Error;
use super::http_parameters::{
    HEADER_KEY, HEADER_VALUE, QUERY_KEY, QUERY_VALUE, is_header_key, is_header_value, is_query_key, is_query_value,
};
use super::input::Input;
use super::target_kind;
use crate::aws::arn::Arn;
use crate::aws::pairs::Pairs;

/// How many targets a request may have.
pub const MOST_IN_REQUEST: usize = 100;

/// The pattern of what takes the place of a `*` in a path, as AWS writes it.
const PATH_VALUE: &str = r"^(?!\s*$).+";

/// Refuses a request of PutTargets that breaks the rules of AWS's model.
///
/// # Errors
/// `ValidationException`.
pub fn check_members(input: &PutTargetsRequest) -> Result<(), Error> {
    let mut members = Members::default();
    members.name("rule", input.rule.as_ref(), 64).bus("eventBusName", input.event_bus_name.as_ref());
    members.required("targets", input.targets.as_ref());
    let targets = input.targets.as_deref().unwrap_or_default();
    // Of too many it is enough to say so.
    for (i, target) in targets.iter().take(MOST_IN_REQUEST).enumerate() {
        check_target(&mut members, &format!("targets.{}.member", i + 1), target);
    }
    if input.targets.is_some() && !(1..=MOST_IN_REQUEST).contains(&targets.len()) {
        let shown: Vec<String> = targets.iter().map(Target::shown).collect();
        members.count("targets", &format!("[{}]", shown.join(", ")), targets.len(), 1, MOST_IN_REQUEST);
    }
    Ok(members.check()?)
}

impl Target {
    /// As AWS writes it in its refusals, shortened to what tells it from others.
    fn shown(&self) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "null".to_owned());
        format!("Target(id={}, arn={})", text(&self.id), text(&self.arn))
    }
}

fn check_target(members: &mut Members, at: &str, target: &Target) {
    let id = format!("{at}.id");
    members.required(&id, target.id.as_ref()).pattern(&id, target.id.as_ref(), is_name, NAME);
    members.length(&id, target.id.as_ref(), 1, 64);
    required(members, &format!("{at}.arn"), target.arn.as_ref(), 1, 1600);
    members.length(&format!("{at}.roleArn"), target.role_arn.as_ref(), 1, 1600);
    Input::check(members, at, target);
    if let Some(kinesis) = &target.kinesis_parameters {
        let member = format!("{at}.kinesisParameters.partitionKeyPath");
        required(members, &member, kinesis.partition_key_path.as_ref(), 0, 256);
    }
    if let Some(command) = &target.run_command_parameters {
        check_run_command(members, &format!("{at}.runCommandParameters.runCommandTargets"), command);
    }
    if let Some(ecs) = &target.ecs_parameters {
        check_ecs(members, &format!("{at}.ecsParameters"), ecs);
    }
    if let Some(batch) = &target.batch_parameters {
        members.required(&format!("{at}.batchParameters.jobDefinition"), batch.job_definition.as_ref());
        members.required(&format!("{at}.batchParameters.jobName"), batch.job_name.as_ref());
    }
    if let Some(sqs) = &target.sqs_parameters {
        members.length(&format!("{at}.sqsParameters.messageGroupId"), sqs.message_group_id.as_ref(), 0, 100);
    }
    if let Some(http) = &target.http_parameters {
        check_http(members, &format!("{at}.httpParameters"), http);
    }
    if let Some(redshift) = &target.redshift_data_parameters {
        let at = format!("{at}.redshiftDataParameters");
        required(members, &format!("{at}.database"), redshift.database.as_ref(), 1, 64);
        members.length(&format!("{at}.secretManagerArn"), redshift.secret_manager_arn.as_ref(), 1, 1600);
        members.length(&format!("{at}.dbUser"), redshift.db_user.as_ref(), 1, 128);
        members.length(&format!("{at}.sql"), redshift.sql.as_ref(), 1, 100_000);
        members.length(&format!("{at}.statementName"), redshift.statement_name.as_ref(), 1, 500);
        members.lengths(&format!("{at}.sqls"), redshift.sqls.as_ref(), 1, 100_000);
    }
    for (i, parameter) in
        target.sage_maker_pipeline_parameters.iter().flat_map(|all| &all.pipeline_parameter_list).flatten().enumerate()
    {
        let at = format!("{at}.sageMakerPipelineParameters.pipelineParameterList.{}.member", i + 1);
        required(members, &format!("{at}.name"), parameter.name.as_ref(), 1, 256);
        required(members, &format!("{at}.value"), parameter.value.as_ref(), 0, 1024);
    }
    if let Some(config) = &target.dead_letter_config {
        members.length(&format!("{at}.deadLetterConfig.arn"), config.arn.as_ref(), 1, 1600);
    }
    if let Some(policy) = &target.retry_policy {
        let at = format!("{at}.retryPolicy");
        members.range(&format!("{at}.maximumRetryAttempts"), policy.maximum_retry_attempts, 0, 185);
        members.range(&format!("{at}.maximumEventAgeInSeconds"), policy.maximum_event_age_in_seconds, 60, 86_400);
    }
    if let Some(app_sync) = &target.app_sync_parameters {
        let member = format!("{at}.appSyncParameters.graphQLOperation");
        members.length(&member, app_sync.graph_ql_operation.as_ref(), 1, 1_048_576);
    }
}

/// A text that must be there and has this length.
fn required(members: &mut Members, member: &str, value: Option<&String>, least: usize, most: usize) {
    members.required(member, value).length(member, value, least, most);
}

fn check_run_command(members: &mut Members, at: &str, command: &RunCommandParameters) {
    members.required(at, command.run_command_targets.as_ref());
    let targets = command.run_command_targets.as_deref().unwrap_or_default();
    for (i, target) in targets.iter().enumerate() {
        required(members, &format!("{at}.{}.member.key", i + 1), target.key.as_ref(), 1, 128);
        let values = format!("{at}.{}.member.values", i + 1);
        members.required(&values, target.values.as_ref()).lengths(&values, target.values.as_ref(), 1, 256);
    }
    if command.run_command_targets.is_some() {
        let shown: Vec<&str> = targets.iter().map(|target| target.key.as_deref().unwrap_or("null")).collect();
        members.count(at, &format!("[{}]", shown.join(", ")), targets.len(), 1, 5);
    }
}

fn check_ecs(members: &mut Members, at: &str, ecs: &EcsParameters) {
    required(members, &format!("{at}.taskDefinitionArn"), ecs.task_definition_arn.as_ref(), 1, 1600);
    members.range(&format!("{at}.taskCount"), ecs.task_count, 1, i64::from(i32::MAX));
    members.choice(&format!("{at}.launchType"), ecs.launch_type.as_ref(), &["EC2", "FARGATE", "EXTERNAL"]);
    if let Some(vpc) = ecs.network_configuration.as_ref().and_then(|network| network.awsvpc_configuration.as_ref()) {
        let at = format!("{at}.networkConfiguration.awsvpcConfiguration");
        members.required(&format!("{at}.subnets"), vpc.subnets.as_ref());
        members.choice(&format!("{at}.assignPublicIp"), vpc.assign_public_ip.as_ref(), &["ENABLED", "DISABLED"]);
    }
    members.choice(&format!("{at}.propagateTags"), ecs.propagate_tags.as_ref(), &["TASK_DEFINITION"]);
    members.length(&format!("{at}.referenceId"), ecs.reference_id.as_ref(), 0, 1024);
}

fn check_http(members: &mut Members, at: &str, http: &HttpParameters) {
    for (i, value) in http.path_parameter_values.iter().flatten().enumerate() {
        let is_path = |value: &str| !value.trim().is_empty();
        members.pattern(&format!("{at}.pathParameterValues.{}.member", i + 1), Some(value), is_path, PATH_VALUE);
    }
    let (headers, queries) = (http.header_parameters.as_ref(), http.query_string_parameters.as_ref());
    let (key, value) = ((HEADER_KEY, is_header_key as Rule), (HEADER_VALUE, is_header_value as Rule));
    check_pairs(members, &format!("{at}.headerParameters"), headers, key, value);
    let (key, value) = ((QUERY_KEY, is_query_key as Rule), (QUERY_VALUE, is_query_value as Rule));
    check_pairs(members, &format!("{at}.queryStringParameters"), queries, key, value);
}

/// Whether a text fits a pattern.
type Rule = fn(&str) -> bool;

/// The names and values of a map, up to 512 characters each.
fn check_pairs(
    members: &mut Members,
    at: &str,
    pairs: Option<&Pairs<String>>,
    (key_pattern, is_key): (&str, Rule),
    (value_pattern, is_value): (&str, Rule),
) {
    for (name, value) in pairs.iter().flat_map(|pairs| &pairs.0) {
        let (key, member) = (format!("{at}.key"), format!("{at}.{name}.member"));
        members.pattern(&key, Some(name), is_key, key_pattern).length(&key, Some(name), 0, 512);
        members.pattern(&member, Some(value), is_value, value_pattern).length(&member, Some(value), 0, 512);
    }
}

/// The ARN that a member has.
///
/// # Errors
/// `ValidationException`.
pub fn parse(text: &str) -> Result<Arn, Error> {
    text.parse().ok().filter(target_kind::is_well_formed).ok_or_else(|| not_an_arn(text))
}

fn not_an_arn(text: &str) -> Error {
    Error::validation(format!("Parameter {text} is not valid. Reason: Provided Arn is not in correct format."))
}

/// Refuses a target whose members don't fit its kind; `account` is that of the rule.
///
/// # Errors
/// `ValidationException`.
pub fn check_sense(arn: &Arn, target: &Target, account: &str) -> Result<(), Error> {
    let id = target.id.as_deref().unwrap_or_default();
    let abroad = !arn.scope.account.is_empty() && &*arn.scope.account != account;
    let refused = if abroad && !target_kind::may_be_abroad(arn) {
        format!("Access to the resource {arn} is denied. Reason: Adding cross-account target is not permitted.")
    } else if target_kind::needs_role(arn) && target.role_arn.is_none() {
        format!("RoleArn is required for target {arn}.")
    } else if let Some(block) = target_kind::missing_block(arn, target) {
        format!("Parameter(s) {block} must be specified for target: {id}.")
    } else if let Some(block) = target_kind::wrong_block(arn, target) {
        format!("Parameter(s) {block} not supported for target: {id}")
    } else if let Some(input) = input(target).filter(|_| abroad && target_kind::is_bus(arn)) {
        format!("Parameter(s) {input} not supported for target: {id}")
    } else {
        check_ecs_sense(arn, target)?;
        return check_batch_sense(target);
    };
    Err(Error::validation(refused))
}

/// The member that says what the target gets instead of the event.
fn input(target: &Target) -> Option<&'static str> {
    let Target { input, input_path, input_transformer, .. } = target;
    match (input, input_path, input_transformer) {
        (Some(_), ..) => Some("Input"),
        (_, Some(_), _) => Some("InputPath"),
        (.., Some(_)) => Some("InputTransformer"),
        _ => None,
    }
}

fn check_ecs_sense(cluster: &Arn, target: &Target) -> Result<(), Error> {
    let Some(ecs) = &target.ecs_parameters else { return Ok(()) };
    let id = target.id.as_deref().unwrap_or_default();
    if ecs.launch_type.as_deref() == Some("FARGATE") && ecs.network_configuration.is_none() {
        return Err(Error::validation(format!(
            "Parameter NetworkConfiguration must be specified for target {id} when launch type is FARGATE"
        )));
    }
    let task = ecs.task_definition_arn.as_deref().unwrap_or_default();
    let region = task.parse::<Arn>().map(|task| task.scope.region);
    match region {
        Ok(region) if region != cluster.scope.region => {
            Err(Error::validation(format!("Region of {cluster} does not match region of {task}")))
        }
        _ => Ok(()),
    }
}

fn check_batch_sense(target: &Target) -> Result<(), Error> {
    let Some(batch) = &target.batch_parameters else { return Ok(()) };
    let size = batch.array_properties.as_ref().and_then(|array| array.size);
    let attempts = batch.retry_strategy.as_ref().and_then(|strategy| strategy.attempts);
    if size.is_some_and(|size| !(2..=10_000).contains(&size)) {
        let text = "Parameter ArrayProperties is not valid. Reason: Size must be in between 2 and 10000.";
        return Err(Error::validation(text));
    }
    if attempts.is_some_and(|attempts| !(1..=10).contains(&attempts)) {
        let text = "Parameter RetryStrategy is not valid. Reason: Attempts must be in between 1 and 10.";
        return Err(Error::validation(text));
    }
    Ok(())
}

/// The dead-letter queue of a target, if it has one.
///
/// # Errors
/// `ValidationException`.
pub fn dead_letter(target: &Target) -> Result<Option<Arn>, Error> {
    let Some(text) = target.dead_letter_config.as_ref().and_then(|config| config.arn.as_deref()) else {
        return Ok(None);
    };
    let arn: Arn = text.parse().map_err(|_| not_an_arn(text))?;
    if arn.service != "sqs" {
        return Err(Error::validation(format!("{} is not supported as a dead letter resource", arn.service)));
    }
    if target_kind::is_fifo_queue(&arn) {
        return Err(Error::validation("SQS FIFO is not supported by Dead Letter Queues"));
    }
    parse(text).map(Some)
}
