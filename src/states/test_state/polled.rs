//! What the optimized integrations answer, in terms of operations: an optimized service by its name in SDKs, and what
//! `.sync` gives, which is what the operation says by which Step Functions looks after the job.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html>

use super::shapes::{self, Shape};

/// The services that SDKs call otherwise.
const NAMES: [(&str, &str); 5] = [
    ("elasticmapreduce", "emr"),
    ("emr-containers", "emrcontainers"),
    ("emr-serverless", "emrserverless"),
    ("events", "eventbridge"),
    ("states", "sfn"),
];

/// Which operation describes a job, and where in its response the job is.
const POLLS: [(&str, &str, &str, &[&str]); 19] = [
    ("athena", "startQueryExecution", "GetQueryExecution", &[]),
    ("batch", "submitJob", "DescribeJobs", &["Jobs"]),
    ("bedrock", "createModelCustomizationJob", "GetModelCustomizationJob", &[]),
    ("databrew", "startJobRun", "DescribeJobRun", &[]),
    ("ecs", "runTask", "DescribeTasks", &["Tasks"]),
    ("eks", "createCluster", "DescribeCluster", &[]),
    ("eks", "createFargateProfile", "DescribeFargateProfile", &[]),
    ("eks", "createNodegroup", "DescribeNodegroup", &[]),
    ("eks", "deleteCluster", "DescribeCluster", &[]),
    ("eks", "deleteFargateProfile", "DescribeFargateProfile", &[]),
    ("eks", "deleteNodegroup", "DescribeNodegroup", &[]),
    ("emr-containers", "startJobRun", "DescribeJobRun", &["JobRun"]),
    ("glue", "startJobRun", "GetJobRun", &["JobRun"]),
    ("mediaconvert", "createJob", "GetJob", &[]),
    ("sagemaker", "createHyperParameterTuningJob", "DescribeHyperParameterTuningJob", &[]),
    ("sagemaker", "createLabelingJob", "DescribeLabelingJob", &[]),
    ("sagemaker", "createTrainingJob", "DescribeTrainingJob", &[]),
    ("sagemaker", "createTransformJob", "DescribeTransformJob", &[]),
    ("states", "startExecution", "DescribeExecution", &[]),
];

/// A service by its name in `aws-sdk:`. One operation of Bedrock's integration is of another service.
pub fn sdk_name<'s>(service: &'s str, action: &str) -> &'s str {
    if (service, action) == ("bedrock", "invokeModel") {
        return "bedrockruntime";
    }
    NAMES.iter().find(|(name, _)| *name == service).map_or(service, |(_, sdk)| sdk)
}

/// The shape of what `.sync` gives, where that is an operation's.
pub fn shape(service: &str, action: &str) -> Option<Shape> {
    let (.., operation, path) = POLLS.iter().find(|(own, begins, ..)| (*own, *begins) == (service, action))?;
    let whole = shapes::response(sdk_name(service, action), operation)?;
    path.iter().try_fold(whole, |shape, member| shape.member(member))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_described() {
        for (service, action, ..) in POLLS {
            assert!(shape(service, action).is_some(), "{service}:{action}");
        }
    }
}
