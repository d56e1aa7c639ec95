//! The requests and responses of Amazon SNS, as its model names them. Serde only. A member that may be missing is an
//! `Option`; the operations check what they require.
//! <https://docs.aws.amazon.com/sns/latest/api/API_Operations.html>

use serde::{Deserialize, Serialize};

pub use crate::aws::message_attribute::MessageAttributeValue;
use crate::aws::pairs::Pairs;

/// AddPermission.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AddPermissionInput {
    pub topic_arn: Option<String>,
    pub label: Option<String>,
    #[serde(rename = "AWSAccountId")]
    pub aws_account_id: Option<Vec<String>>,
    pub action_name: Option<Vec<String>>,
}

/// CheckIfPhoneNumberIsOptedOut.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CheckIfPhoneNumberIsOptedOutInput {
    #[serde(rename = "phoneNumber")]
    pub phone_number: Option<String>,
}

/// What CheckIfPhoneNumberIsOptedOut answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CheckIfPhoneNumberIsOptedOutResponse {
    #[serde(rename = "isOptedOut")]
    pub is_opted_out: bool,
}

/// ConfirmSubscription.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ConfirmSubscriptionInput {
    pub topic_arn: Option<String>,
    pub token: Option<String>,
    pub authenticate_on_unsubscribe: Option<String>,
}

/// What ConfirmSubscription answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConfirmSubscriptionResponse {
    pub subscription_arn: String,
}

/// CreatePlatformApplication.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreatePlatformApplicationInput {
    pub name: Option<String>,
    pub platform: Option<String>,
    pub attributes: Option<Pairs<String>>,
}

/// What CreatePlatformApplication answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreatePlatformApplicationResponse {
    pub platform_application_arn: String,
}

/// CreatePlatformEndpoint.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreatePlatformEndpointInput {
    pub platform_application_arn: Option<String>,
    pub token: Option<String>,
    pub custom_user_data: Option<String>,
    pub attributes: Option<Pairs<String>>,
}

/// What CreatePlatformEndpoint answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateEndpointResponse {
    pub endpoint_arn: String,
}

/// CreateSMSSandboxPhoneNumber.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateSMSSandboxPhoneNumberInput {
    pub phone_number: Option<String>,
    pub language_code: Option<String>,
}

/// What CreateSMSSandboxPhoneNumber answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateSMSSandboxPhoneNumberResult {}

/// CreateTopic.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateTopicInput {
    pub name: Option<String>,
    pub attributes: Option<Pairs<String>>,
    pub tags: Option<Vec<Tag>>,
    pub data_protection_policy: Option<String>,
}

/// What CreateTopic answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateTopicResponse {
    pub topic_arn: String,
}

/// DeleteEndpoint.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteEndpointInput {
    pub endpoint_arn: Option<String>,
}

/// DeletePlatformApplication.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeletePlatformApplicationInput {
    pub platform_application_arn: Option<String>,
}

/// DeleteSMSSandboxPhoneNumber.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteSMSSandboxPhoneNumberInput {
    pub phone_number: Option<String>,
}

/// What DeleteSMSSandboxPhoneNumber answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteSMSSandboxPhoneNumberResult {}

/// DeleteTopic.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeleteTopicInput {
    pub topic_arn: Option<String>,
}

/// GetDataProtectionPolicy.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GetDataProtectionPolicyInput {
    pub resource_arn: Option<String>,
}

/// What GetDataProtectionPolicy answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetDataProtectionPolicyResponse {
    pub data_protection_policy: String,
}

/// GetEndpointAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GetEndpointAttributesInput {
    pub endpoint_arn: Option<String>,
}

/// What GetEndpointAttributes answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetEndpointAttributesResponse {
    pub attributes: Pairs<String>,
}

/// GetPlatformApplicationAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GetPlatformApplicationAttributesInput {
    pub platform_application_arn: Option<String>,
}

/// What GetPlatformApplicationAttributes answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetPlatformApplicationAttributesResponse {
    pub attributes: Pairs<String>,
}

/// GetSMSAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GetSMSAttributesInput {
    #[serde(rename = "attributes")]
    pub attributes: Option<Vec<String>>,
}

/// What GetSMSAttributes answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetSMSAttributesResponse {
    #[serde(rename = "attributes")]
    pub attributes: Pairs<String>,
}

/// What GetSMSSandboxAccountStatus answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetSMSSandboxAccountStatusResult {
    pub is_in_sandbox: bool,
}

/// GetSubscriptionAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GetSubscriptionAttributesInput {
    pub subscription_arn: Option<String>,
}

/// What GetSubscriptionAttributes answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetSubscriptionAttributesResponse {
    pub attributes: Pairs<String>,
}

/// GetTopicAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GetTopicAttributesInput {
    pub topic_arn: Option<String>,
}

/// What GetTopicAttributes answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetTopicAttributesResponse {
    pub attributes: Pairs<String>,
}

/// ListEndpointsByPlatformApplication.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListEndpointsByPlatformApplicationInput {
    pub platform_application_arn: Option<String>,
    pub next_token: Option<String>,
}

/// What ListEndpointsByPlatformApplication answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListEndpointsByPlatformApplicationResponse {
    pub endpoints: Vec<Endpoint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListOriginationNumbers.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListOriginationNumbersRequest {
    pub next_token: Option<String>,
    pub max_results: Option<i64>,
}

/// What ListOriginationNumbers answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListOriginationNumbersResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub phone_numbers: Vec<PhoneNumberInformation>,
}

/// ListPhoneNumbersOptedOut.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListPhoneNumbersOptedOutInput {
    #[serde(rename = "nextToken")]
    pub next_token: Option<String>,
}

/// What ListPhoneNumbersOptedOut answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListPhoneNumbersOptedOutResponse {
    #[serde(rename = "phoneNumbers")]
    pub phone_numbers: Vec<String>,
    #[serde(rename = "nextToken")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListPlatformApplications.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListPlatformApplicationsInput {
    pub next_token: Option<String>,
}

/// What ListPlatformApplications answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListPlatformApplicationsResponse {
    pub platform_applications: Vec<PlatformApplication>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListSMSSandboxPhoneNumbers.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListSMSSandboxPhoneNumbersInput {
    pub next_token: Option<String>,
    pub max_results: Option<i64>,
}

/// What ListSMSSandboxPhoneNumbers answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListSMSSandboxPhoneNumbersResult {
    pub phone_numbers: Vec<SMSSandboxPhoneNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListSubscriptions.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListSubscriptionsInput {
    pub next_token: Option<String>,
}

/// What ListSubscriptions answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListSubscriptionsResponse {
    pub subscriptions: Vec<Subscription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListSubscriptionsByTopic.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListSubscriptionsByTopicInput {
    pub topic_arn: Option<String>,
    pub next_token: Option<String>,
}

/// What ListSubscriptionsByTopic answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListSubscriptionsByTopicResponse {
    pub subscriptions: Vec<Subscription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// ListTagsForResource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListTagsForResourceRequest {
    pub resource_arn: Option<String>,
}

/// What ListTagsForResource answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResourceResponse {
    pub tags: Vec<Tag>,
}

/// ListTopics.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListTopicsInput {
    pub next_token: Option<String>,
}

/// What ListTopics answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTopicsResponse {
    pub topics: Vec<Topic>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// OptInPhoneNumber.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct OptInPhoneNumberInput {
    #[serde(rename = "phoneNumber")]
    pub phone_number: Option<String>,
}

/// What OptInPhoneNumber answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct OptInPhoneNumberResponse {}

/// Publish.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PublishInput {
    pub topic_arn: Option<String>,
    pub target_arn: Option<String>,
    pub phone_number: Option<String>,
    pub message: Option<Box<str>>,
    pub subject: Option<String>,
    pub message_structure: Option<String>,
    pub message_attributes: Option<Pairs<MessageAttributeValue>>,
    pub message_deduplication_id: Option<String>,
    pub message_group_id: Option<String>,
}

/// What Publish answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishResponse {
    pub message_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<String>,
}

/// PublishBatch.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PublishBatchInput {
    pub topic_arn: Option<String>,
    pub publish_batch_request_entries: Option<Vec<PublishBatchRequestEntry>>,
}

/// What PublishBatch answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishBatchResponse {
    pub successful: Vec<PublishBatchResultEntry>,
    pub failed: Vec<BatchResultErrorEntry>,
}

/// PutDataProtectionPolicy.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PutDataProtectionPolicyInput {
    pub resource_arn: Option<String>,
    pub data_protection_policy: Option<String>,
}

/// RemovePermission.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RemovePermissionInput {
    pub topic_arn: Option<String>,
    pub label: Option<String>,
}

/// SetEndpointAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SetEndpointAttributesInput {
    pub endpoint_arn: Option<String>,
    pub attributes: Option<Pairs<String>>,
}

/// SetPlatformApplicationAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SetPlatformApplicationAttributesInput {
    pub platform_application_arn: Option<String>,
    pub attributes: Option<Pairs<String>>,
}

/// SetSMSAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SetSMSAttributesInput {
    #[serde(rename = "attributes")]
    pub attributes: Option<Pairs<String>>,
}

/// What SetSMSAttributes answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetSMSAttributesResponse {}

/// SetSubscriptionAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SetSubscriptionAttributesInput {
    pub subscription_arn: Option<String>,
    pub attribute_name: Option<String>,
    pub attribute_value: Option<String>,
}

/// SetTopicAttributes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SetTopicAttributesInput {
    pub topic_arn: Option<String>,
    pub attribute_name: Option<String>,
    pub attribute_value: Option<String>,
}

/// Subscribe.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SubscribeInput {
    pub topic_arn: Option<String>,
    pub protocol: Option<String>,
    pub endpoint: Option<String>,
    pub attributes: Option<Pairs<String>>,
    pub return_subscription_arn: Option<bool>,
}

/// What Subscribe answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SubscribeResponse {
    pub subscription_arn: String,
}

/// TagResource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct TagResourceRequest {
    pub resource_arn: Option<String>,
    pub tags: Option<Vec<Tag>>,
}

/// What TagResource answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagResourceResponse {}

/// Unsubscribe.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UnsubscribeInput {
    pub subscription_arn: Option<String>,
}

/// UntagResource.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UntagResourceRequest {
    pub resource_arn: Option<String>,
    pub tag_keys: Option<Vec<String>>,
}

/// What UntagResource answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UntagResourceResponse {}

/// VerifySMSSandboxPhoneNumber.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct VerifySMSSandboxPhoneNumberInput {
    pub phone_number: Option<String>,
    pub one_time_password: Option<String>,
}

/// What VerifySMSSandboxPhoneNumber answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VerifySMSSandboxPhoneNumberResult {}

/// Why one message of a batch was refused.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchResultErrorEntry {
    pub id: String,
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<str>>,
    pub sender_fault: bool,
}

/// An endpoint of a platform application.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Endpoint {
    pub endpoint_arn: String,
    pub attributes: Pairs<String>,
}

/// An origination number.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PhoneNumberInformation {
    pub created_at: String,
    pub phone_number: String,
    pub status: String,
    pub iso2_country_code: String,
    pub route_type: String,
    pub number_capabilities: Vec<String>,
}

/// A platform application.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlatformApplication {
    pub platform_application_arn: String,
    pub attributes: Pairs<String>,
}

/// One message of a batch.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PublishBatchRequestEntry {
    pub id: Option<String>,
    pub message: Option<Box<str>>,
    pub subject: Option<String>,
    pub message_structure: Option<String>,
    pub message_attributes: Option<Pairs<MessageAttributeValue>>,
    pub message_deduplication_id: Option<String>,
    pub message_group_id: Option<String>,
}

/// What became of one message of a batch.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishBatchResultEntry {
    pub id: String,
    pub message_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<String>,
}

/// A phone number of the SMS sandbox.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SMSSandboxPhoneNumber {
    pub phone_number: String,
    pub status: String,
}

/// A subscription in a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Subscription {
    pub subscription_arn: String,
    pub owner: String,
    pub protocol: String,
    pub endpoint: String,
    pub topic_arn: String,
}

/// A tag.
#[derive(Debug, Default, Deserialize, Serialize, Clone)]
#[serde(default, rename_all = "PascalCase")]
pub struct Tag {
    pub key: Option<String>,
    pub value: Option<String>,
}

/// A topic in a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Topic {
    pub topic_arn: String,
}
