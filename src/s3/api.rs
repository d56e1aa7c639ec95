//! The requests and responses of S3 for those who call it by name, as AWS's SDKs name them. Serde only.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html>
