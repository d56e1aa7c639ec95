//! The requests and responses of Amazon EventBridge, as its model names them. Serde only. A member that may be missing is
//! an `Option`; the operations check what they require.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html>

use serde::{Deserialize, Serialize};

use crate::aws::pairs::Pairs;
use crate::aws::time::Epoch;

/// ActivateEventSource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ActivateEventSourceRequest {
    pub name: Option<String>,
}

/// CancelReplay.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CancelReplayRequest {
    pub replay_name: Option<String>,
}

/// What CancelReplay answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancelReplayResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
}

/// CreateApiDestination.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateApiDestinationRequest {
    pub name: Option<String>,
    pub description: Option<String>,
    pub connection_arn: Option<String>,
    pub invocation_endpoint: Option<String>,
    pub http_method: Option<String>,
    pub invocation_rate_limit_per_second: Option<i64>,
}

/// What CreateApiDestination answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateApiDestinationResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_destination_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_destination_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
}

/// CreateArchive.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateArchiveRequest {
    pub archive_name: Option<String>,
    pub event_source_arn: Option<String>,
    pub description: Option<String>,
    pub event_pattern: Option<String>,
    pub retention_days: Option<i64>,
    pub kms_key_identifier: Option<String>,
}

/// What CreateArchive answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateArchiveResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
}

/// CreateConnection.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateConnectionRequest {
    pub name: Option<String>,
    pub description: Option<String>,
    pub authorization_type: Option<String>,
    pub auth_parameters: Option<CreateConnectionAuthRequestParameters>,
    pub invocation_connectivity_parameters: Option<ConnectivityResourceParameters>,
    pub kms_key_identifier: Option<String>,
}

/// What CreateConnection answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateConnectionResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
}

/// CreateEndpoint.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateEndpointRequest {
    pub name: Option<String>,
    pub description: Option<String>,
    pub routing_config: Option<RoutingConfig>,
    pub replication_config: Option<ReplicationConfig>,
    pub event_buses: Option<Vec<EndpointEventBus>>,
    pub role_arn: Option<String>,
}

/// What CreateEndpoint answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateEndpointResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing_config: Option<RoutingConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_config: Option<ReplicationConfig>,
    pub event_buses: Vec<EndpointEventBus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// CreateEventBus.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateEventBusRequest {
    pub name: Option<String>,
    pub event_source_name: Option<String>,
    pub description: Option<String>,
    pub kms_key_identifier: Option<String>,
    pub dead_letter_config: Option<DeadLetterConfig>,
    pub log_config: Option<LogConfig>,
    pub tags: Option<Vec<Tag>>,
}

/// What CreateEventBus answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateEventBusResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_bus_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_config: Option<DeadLetterConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_config: Option<LogConfig>,
}

/// CreatePartnerEventSource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreatePartnerEventSourceRequest {
    pub name: Option<String>,
    pub account: Option<String>,
}

/// What CreatePartnerEventSource answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreatePartnerEventSourceResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_source_arn: Option<String>,
}

/// DeactivateEventSource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeactivateEventSourceRequest {
    pub name: Option<String>,
}

/// DeauthorizeConnection.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeauthorizeConnectionRequest {
    pub name: Option<String>,
}

/// What DeauthorizeConnection answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeauthorizeConnectionResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_authorized_time: Option<Epoch>,
}

/// DeleteApiDestination.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteApiDestinationRequest {
    pub name: Option<String>,
}

/// What DeleteApiDestination answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteApiDestinationResponse {}

/// DeleteArchive.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteArchiveRequest {
    pub archive_name: Option<String>,
}

/// What DeleteArchive answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteArchiveResponse {}

/// DeleteConnection.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteConnectionRequest {
    pub name: Option<String>,
}

/// What DeleteConnection answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteConnectionResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_authorized_time: Option<Epoch>,
}

/// DeleteEndpoint.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteEndpointRequest {
    pub name: Option<String>,
}

/// What DeleteEndpoint answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteEndpointResponse {}

/// DeleteEventBus.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteEventBusRequest {
    pub name: Option<String>,
}

/// DeletePartnerEventSource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeletePartnerEventSourceRequest {
    pub name: Option<String>,
    pub account: Option<String>,
}

/// DeleteRule.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteRuleRequest {
    pub name: Option<String>,
    pub event_bus_name: Option<String>,
    pub force: Option<bool>,
}

/// DescribeApiDestination.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribeApiDestinationRequest {
    pub name: Option<String>,
}

/// What DescribeApiDestination answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeApiDestinationResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_destination_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_destination_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invocation_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invocation_rate_limit_per_second: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
}

/// DescribeArchive.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribeArchiveRequest {
    pub archive_name: Option<String>,
}

/// What DescribeArchive answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeArchiveResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_source_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
}

/// DescribeConnection.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribeConnectionRequest {
    pub name: Option<String>,
}

/// What DescribeConnection answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeConnectionResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invocation_connectivity_parameters: Option<DescribeConnectionConnectivityParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_parameters: Option<ConnectionAuthResponseParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_authorized_time: Option<Epoch>,
}

/// DescribeEndpoint.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribeEndpointRequest {
    pub name: Option<String>,
    pub home_region: Option<String>,
}

/// What DescribeEndpoint answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeEndpointResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing_config: Option<RoutingConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_config: Option<ReplicationConfig>,
    pub event_buses: Vec<EndpointEventBus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
}

/// DescribeEventBus.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribeEventBusRequest {
    pub name: Option<String>,
}

/// What DescribeEventBus answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeEventBusResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_config: Option<DeadLetterConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_config: Option<LogConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
}

/// DescribeEventSource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribeEventSourceRequest {
    pub name: Option<String>,
}

/// What DescribeEventSource answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeEventSourceResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// DescribePartnerEventSource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribePartnerEventSourceRequest {
    pub name: Option<String>,
}

/// What DescribePartnerEventSource answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribePartnerEventSourceResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// DescribeReplay.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribeReplayRequest {
    pub replay_name: Option<String>,
}

/// What DescribeReplay answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeReplayResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_source_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<ReplayDestination>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_start_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_end_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_last_replayed_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_start_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_end_time: Option<Epoch>,
}

/// DescribeRule.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DescribeRuleRequest {
    pub name: Option<String>,
    pub event_bus_name: Option<String>,
}

/// What DescribeRule answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeRuleResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_bus_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
}

/// DisableRule.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DisableRuleRequest {
    pub name: Option<String>,
    pub event_bus_name: Option<String>,
}

/// EnableRule.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct EnableRuleRequest {
    pub name: Option<String>,
    pub event_bus_name: Option<String>,
}

/// ListApiDestinations.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListApiDestinationsRequest {
    pub name_prefix: Option<String>,
    pub connection_arn: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListApiDestinations answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListApiDestinationsResponse {
    pub api_destinations: Vec<ApiDestination>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListArchives.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListArchivesRequest {
    pub name_prefix: Option<String>,
    pub event_source_arn: Option<String>,
    pub state: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListArchives answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListArchivesResponse {
    pub archives: Vec<Archive>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListConnections.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListConnectionsRequest {
    pub name_prefix: Option<String>,
    pub connection_state: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListConnections answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListConnectionsResponse {
    pub connections: Vec<Connection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListEndpoints.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListEndpointsRequest {
    pub name_prefix: Option<String>,
    pub home_region: Option<String>,
    pub next_token: Option<String>,
    pub max_results: Option<i64>,
}

/// What ListEndpoints answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListEndpointsResponse {
    pub endpoints: Vec<Endpoint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListEventBuses.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListEventBusesRequest {
    pub name_prefix: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListEventBuses answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListEventBusesResponse {
    pub event_buses: Vec<EventBus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListEventSources.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListEventSourcesRequest {
    pub name_prefix: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListEventSources answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListEventSourcesResponse {
    pub event_sources: Vec<EventSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListPartnerEventSourceAccounts.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListPartnerEventSourceAccountsRequest {
    pub event_source_name: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListPartnerEventSourceAccounts answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListPartnerEventSourceAccountsResponse {
    pub partner_event_source_accounts: Vec<PartnerEventSourceAccount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListPartnerEventSources.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListPartnerEventSourcesRequest {
    pub name_prefix: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListPartnerEventSources answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListPartnerEventSourcesResponse {
    pub partner_event_sources: Vec<PartnerEventSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListReplays.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListReplaysRequest {
    pub name_prefix: Option<String>,
    pub state: Option<String>,
    pub event_source_arn: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListReplays answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListReplaysResponse {
    pub replays: Vec<Replay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListRuleNamesByTarget.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListRuleNamesByTargetRequest {
    pub target_arn: Option<String>,
    pub event_bus_name: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListRuleNamesByTarget answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListRuleNamesByTargetResponse {
    pub rule_names: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListRules.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListRulesRequest {
    pub name_prefix: Option<String>,
    pub event_bus_name: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListRules answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListRulesResponse {
    pub rules: Vec<Rule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListTagsForResource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListTagsForResourceRequest {
    #[serde(rename = "ResourceARN")]
    pub resource_arn: Option<String>,
}

/// What ListTagsForResource answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResourceResponse {
    pub tags: Vec<Tag>,
}

/// ListTargetsByRule.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListTargetsByRuleRequest {
    pub rule: Option<String>,
    pub event_bus_name: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What ListTargetsByRule answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTargetsByRuleResponse {
    pub targets: Vec<Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// PutEvents.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutEventsRequest {
    pub entries: Option<Vec<PutEventsRequestEntry>>,
    pub endpoint_id: Option<String>,
}

/// What PutEvents answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutEventsResponse {
    pub failed_entry_count: i64,
    pub entries: Vec<PutEventsResultEntry>,
}

/// PutPartnerEvents.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutPartnerEventsRequest {
    pub entries: Option<Vec<PutPartnerEventsRequestEntry>>,
}

/// What PutPartnerEvents answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutPartnerEventsResponse {
    pub failed_entry_count: i64,
    pub entries: Vec<PutPartnerEventsResultEntry>,
}

/// PutPermission.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutPermissionRequest {
    pub event_bus_name: Option<String>,
    pub action: Option<String>,
    pub principal: Option<String>,
    pub statement_id: Option<String>,
    pub condition: Option<Condition>,
    pub policy: Option<String>,
}

/// PutRule.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutRuleRequest {
    pub name: Option<String>,
    pub schedule_expression: Option<String>,
    pub event_pattern: Option<String>,
    pub state: Option<String>,
    pub description: Option<String>,
    pub role_arn: Option<String>,
    pub tags: Option<Vec<Tag>>,
    pub event_bus_name: Option<String>,
}

/// What PutRule answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRuleResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_arn: Option<String>,
}

/// PutTargets.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutTargetsRequest {
    pub rule: Option<String>,
    pub event_bus_name: Option<String>,
    pub targets: Option<Vec<Target>>,
}

/// What PutTargets answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutTargetsResponse {
    pub failed_entry_count: i64,
    pub failed_entries: Vec<PutTargetsResultEntry>,
}

/// RemovePermission.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RemovePermissionRequest {
    pub statement_id: Option<String>,
    pub remove_all_permissions: Option<bool>,
    pub event_bus_name: Option<String>,
}

/// RemoveTargets.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RemoveTargetsRequest {
    pub rule: Option<String>,
    pub event_bus_name: Option<String>,
    pub ids: Option<Vec<String>>,
    pub force: Option<bool>,
}

/// What RemoveTargets answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RemoveTargetsResponse {
    pub failed_entry_count: i64,
    pub failed_entries: Vec<RemoveTargetsResultEntry>,
}

/// StartReplay.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct StartReplayRequest {
    pub replay_name: Option<String>,
    pub description: Option<String>,
    pub event_source_arn: Option<String>,
    pub event_start_time: Option<Epoch>,
    pub event_end_time: Option<Epoch>,
    pub destination: Option<ReplayDestination>,
}

/// What StartReplay answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartReplayResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_start_time: Option<Epoch>,
}

/// TagResource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct TagResourceRequest {
    #[serde(rename = "ResourceARN")]
    pub resource_arn: Option<String>,
    pub tags: Option<Vec<Tag>>,
}

/// What TagResource answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagResourceResponse {}

/// TestEventPattern.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct TestEventPatternRequest {
    pub event_pattern: Option<String>,
    pub event: Option<String>,
}

/// What TestEventPattern answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TestEventPatternResponse {
    pub result: bool,
}

/// UntagResource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UntagResourceRequest {
    #[serde(rename = "ResourceARN")]
    pub resource_arn: Option<String>,
    pub tag_keys: Option<Vec<String>>,
}

/// What UntagResource answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UntagResourceResponse {}

/// UpdateApiDestination.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateApiDestinationRequest {
    pub name: Option<String>,
    pub description: Option<String>,
    pub connection_arn: Option<String>,
    pub invocation_endpoint: Option<String>,
    pub http_method: Option<String>,
    pub invocation_rate_limit_per_second: Option<i64>,
}

/// What UpdateApiDestination answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateApiDestinationResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_destination_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_destination_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
}

/// UpdateArchive.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateArchiveRequest {
    pub archive_name: Option<String>,
    pub description: Option<String>,
    pub event_pattern: Option<String>,
    pub retention_days: Option<i64>,
    pub kms_key_identifier: Option<String>,
}

/// What UpdateArchive answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateArchiveResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
}

/// UpdateConnection.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateConnectionRequest {
    pub name: Option<String>,
    pub description: Option<String>,
    pub authorization_type: Option<String>,
    pub auth_parameters: Option<UpdateConnectionAuthRequestParameters>,
    pub invocation_connectivity_parameters: Option<ConnectivityResourceParameters>,
    pub kms_key_identifier: Option<String>,
}

/// What UpdateConnection answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateConnectionResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_authorized_time: Option<Epoch>,
}

/// UpdateEndpoint.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateEndpointRequest {
    pub name: Option<String>,
    pub description: Option<String>,
    pub routing_config: Option<RoutingConfig>,
    pub replication_config: Option<ReplicationConfig>,
    pub event_buses: Option<Vec<EndpointEventBus>>,
    pub role_arn: Option<String>,
}

/// What UpdateEndpoint answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateEndpointResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing_config: Option<RoutingConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_config: Option<ReplicationConfig>,
    pub event_buses: Vec<EndpointEventBus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// UpdateEventBus.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateEventBusRequest {
    pub name: Option<String>,
    pub kms_key_identifier: Option<String>,
    pub description: Option<String>,
    pub dead_letter_config: Option<DeadLetterConfig>,
    pub log_config: Option<LogConfig>,
}

/// What UpdateEventBus answers.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateEventBusResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_config: Option<DeadLetterConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_config: Option<LogConfig>,
}

/// An API destination in a list.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApiDestination {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_destination_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_destination_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invocation_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invocation_rate_limit_per_second: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
}

/// What an AppSync target is asked.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AppSyncParameters {
    #[serde(rename = "GraphQLOperation")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub graph_ql_operation: Option<String>,
}

/// An archive in a list.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Archive {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_source_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
}

/// Subnets and security groups of an ECS task.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AwsVpcConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnets: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_groups: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assign_public_ip: Option<String>,
}

/// The size of an array job.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct BatchArrayProperties {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
}

/// A job of AWS Batch.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct BatchParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_definition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array_properties: Option<BatchArrayProperties>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_strategy: Option<BatchRetryStrategy>,
}

/// How often a job is tried.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct BatchRetryStrategy {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<i64>,
}

/// A capacity provider and its weight.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CapacityProviderStrategyItem {
    #[serde(rename = "capacityProvider")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_provider: Option<String>,
    #[serde(rename = "weight")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<i64>,
    #[serde(rename = "base")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<i64>,
}

/// What else a caller must fulfil that a bus's policy lets in.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Condition {
    #[serde(rename = "Type")]
    pub kind: Option<String>,
    pub key: Option<String>,
    pub value: Option<String>,
}

/// A connection in a list.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Connection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_authorized_time: Option<Epoch>,
}

/// An API key without its value.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConnectionApiKeyAuthResponseParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_name: Option<String>,
}

/// How a connection is authorized, without secrets.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConnectionAuthResponseParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic_auth_parameters: Option<ConnectionBasicAuthResponseParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub o_auth_parameters: Option<ConnectionOAuthResponseParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_auth_parameters: Option<ConnectionApiKeyAuthResponseParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invocation_http_parameters: Option<ConnectionHttpParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connectivity_parameters: Option<DescribeConnectionConnectivityParameters>,
}

/// A user without the password.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConnectionBasicAuthResponseParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

/// A header, a query parameter or a member of the body that a connection adds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ConnectionParameter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_value_secret: Option<bool>,
}

/// What a connection adds to requests.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ConnectionHttpParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_parameters: Option<Vec<ConnectionParameter>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_string_parameters: Option<Vec<ConnectionParameter>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_parameters: Option<Vec<ConnectionParameter>>,
}

/// An OAuth client without its secret.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConnectionOAuthClientResponseParameters {
    #[serde(rename = "ClientID")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// Where a token comes from.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConnectionOAuthResponseParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_parameters: Option<ConnectionOAuthClientResponseParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub o_auth_http_parameters: Option<ConnectionHttpParameters>,
}

/// A VPC Lattice resource configuration.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ConnectivityResourceConfigurationArn {
    pub resource_configuration_arn: Option<String>,
}

/// How a private endpoint is reached.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ConnectivityResourceParameters {
    pub resource_parameters: Option<ConnectivityResourceConfigurationArn>,
}

/// An API key.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateConnectionApiKeyAuthRequestParameters {
    pub api_key_name: Option<String>,
    pub api_key_value: Option<String>,
}

/// How a new connection is authorized.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateConnectionAuthRequestParameters {
    pub basic_auth_parameters: Option<CreateConnectionBasicAuthRequestParameters>,
    pub o_auth_parameters: Option<CreateConnectionOAuthRequestParameters>,
    pub api_key_auth_parameters: Option<CreateConnectionApiKeyAuthRequestParameters>,
    pub invocation_http_parameters: Option<ConnectionHttpParameters>,
    pub connectivity_parameters: Option<ConnectivityResourceParameters>,
}

/// A user and a password.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateConnectionBasicAuthRequestParameters {
    pub username: Option<String>,
    pub password: Option<String>,
}

/// An OAuth client.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateConnectionOAuthClientRequestParameters {
    #[serde(rename = "ClientID")]
    pub client_id: Option<String>,
    pub client_secret: Option<String>,
}

/// Where a token is to be fetched, and how.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateConnectionOAuthRequestParameters {
    pub client_parameters: Option<CreateConnectionOAuthClientRequestParameters>,
    pub authorization_endpoint: Option<String>,
    pub http_method: Option<String>,
    pub o_auth_http_parameters: Option<ConnectionHttpParameters>,
}

/// A dead-letter queue.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeadLetterConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
}

/// How a private endpoint is reached, as it is shown.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeConnectionConnectivityParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_parameters: Option<DescribeConnectionResourceParameters>,
}

/// A resource configuration and its association, as they are shown.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeConnectionResourceParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_configuration_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_association_arn: Option<String>,
}

/// The task that an ECS target runs.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct EcsParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_definition_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub launch_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_configuration: Option<NetworkConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_provider_strategy: Option<Vec<CapacityProviderStrategyItem>>,
    #[serde(rename = "EnableECSManagedTags")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_ecs_managed_tags: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_execute_command: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement_constraints: Option<Vec<PlacementConstraint>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement_strategy: Option<Vec<PlacementStrategy>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub propagate_tags: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

/// A global endpoint in a list.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Endpoint {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing_config: Option<RoutingConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_config: Option<ReplicationConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_buses: Option<Vec<EndpointEventBus>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
}

/// An event bus of a global endpoint.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct EndpointEventBus {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_bus_arn: Option<String>,
}

/// An event bus in a list.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventBus {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Epoch>,
}

/// A partner event source in a list.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventSource {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// When a global endpoint fails over, and where to.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FailoverConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<Primary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secondary: Option<Secondary>,
}

/// What a target adds to an HTTP call: values for the `*` of the path, headers, query parameters.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct HttpParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_parameter_values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_parameters: Option<Pairs<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_string_parameters: Option<Pairs<String>>,
}

/// Values taken from an event, and the template that they are put into.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct InputTransformer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_paths_map: Option<Pairs<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_template: Option<String>,
}

/// What the partition key is taken from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct KinesisParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_key_path: Option<String>,
}

/// What a bus logs.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LogConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// The network of an ECS task.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct NetworkConfiguration {
    #[serde(rename = "awsvpcConfiguration")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awsvpc_configuration: Option<AwsVpcConfiguration>,
}

/// A partner's own event source in a list.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PartnerEventSource {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An account that a partner event source was made for.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PartnerEventSourceAccount {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// Where an ECS task may run.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PlacementConstraint {
    #[serde(rename = "type")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(rename = "expression")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
}

/// Where an ECS task runs best.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PlacementStrategy {
    #[serde(rename = "type")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(rename = "field")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// The health check of the primary region.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Primary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health_check: Option<String>,
}

/// An event to put.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutEventsRequestEntry {
    pub time: Option<Epoch>,
    pub source: Option<String>,
    pub resources: Option<Vec<String>>,
    pub detail_type: Option<String>,
    pub detail: Option<String>,
    pub event_bus_name: Option<String>,
    pub trace_header: Option<String>,
}

/// What became of an event.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutEventsResultEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

/// A partner's event to put.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutPartnerEventsRequestEntry {
    pub time: Option<Epoch>,
    pub source: Option<String>,
    pub resources: Option<Vec<String>>,
    pub detail_type: Option<String>,
    pub detail: Option<String>,
}

/// What became of a partner's event.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutPartnerEventsResultEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

/// Why a target was not taken.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutTargetsResultEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

/// The statement that a Redshift target runs.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RedshiftDataParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_manager_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub db_user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_event: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sqls: Option<Vec<String>>,
}

/// Why a target was not removed.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RemoveTargetsResultEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

/// A replay in a list.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Replay {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_source_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_start_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_end_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_last_replayed_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_start_time: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_end_time: Option<Epoch>,
}

/// The bus that a replay goes to, and the rules.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ReplayDestination {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_arns: Option<Vec<String>>,
}

/// Whether events are replicated.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ReplicationConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// How often and how long a target is tried.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RetryPolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_retry_attempts: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_event_age_in_seconds: Option<i64>,
}

/// The routing of a global endpoint.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RoutingConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failover_config: Option<FailoverConfig>,
}

/// A rule in a list.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_bus_name: Option<String>,
}

/// The instances that a command runs on.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RunCommandParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_command_targets: Option<Vec<RunCommandTarget>>,
}

/// A criterion for instances.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RunCommandTarget {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
}

/// A parameter of a pipeline.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SageMakerPipelineParameter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// The parameters of a pipeline.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SageMakerPipelineParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline_parameter_list: Option<Vec<SageMakerPipelineParameter>>,
}

/// The secondary region.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Secondary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
}

/// What a FIFO queue needs.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SqsParameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

/// A tag.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Tag {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A target of a rule.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Target {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_transformer: Option<InputTransformer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinesis_parameters: Option<KinesisParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_command_parameters: Option<RunCommandParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ecs_parameters: Option<Box<EcsParameters>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_parameters: Option<Box<BatchParameters>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sqs_parameters: Option<SqsParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_parameters: Option<Box<HttpParameters>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redshift_data_parameters: Option<Box<RedshiftDataParameters>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sage_maker_pipeline_parameters: Option<SageMakerPipelineParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_config: Option<DeadLetterConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_policy: Option<RetryPolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_sync_parameters: Option<AppSyncParameters>,
}

/// Changes to an API key.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateConnectionApiKeyAuthRequestParameters {
    pub api_key_name: Option<String>,
    pub api_key_value: Option<String>,
}

/// Changes to a connection's authorization.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateConnectionAuthRequestParameters {
    pub basic_auth_parameters: Option<UpdateConnectionBasicAuthRequestParameters>,
    pub o_auth_parameters: Option<UpdateConnectionOAuthRequestParameters>,
    pub api_key_auth_parameters: Option<UpdateConnectionApiKeyAuthRequestParameters>,
    pub invocation_http_parameters: Option<ConnectionHttpParameters>,
    pub connectivity_parameters: Option<ConnectivityResourceParameters>,
}

/// Changes to a user and password.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateConnectionBasicAuthRequestParameters {
    pub username: Option<String>,
    pub password: Option<String>,
}

/// Changes to an OAuth client.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateConnectionOAuthClientRequestParameters {
    #[serde(rename = "ClientID")]
    pub client_id: Option<String>,
    pub client_secret: Option<String>,
}

/// Changes to where a token is fetched.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UpdateConnectionOAuthRequestParameters {
    pub client_parameters: Option<UpdateConnectionOAuthClientRequestParameters>,
    pub authorization_endpoint: Option<String>,
    pub http_method: Option<String>,
    pub o_auth_http_parameters: Option<ConnectionHttpParameters>,
}
