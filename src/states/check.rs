//! Checks of a request's structure: what the model of Step Functions says of lengths, letters and choices, in AWS's
//! words. They come before anything else is looked at.

use super::name;
pub use crate::aws::check::Members;

impl Members {
    /// A name that must be there.
    pub fn resource_name(&mut self, value: Option<&String>) -> &mut Self {
        self.required("name", value).length("name", value, 1, name::LONGEST)
    }

    /// An ARN that must be there.
    pub fn arn(&mut self, member: &str, value: Option<&String>) -> &mut Self {
        self.required(member, value).length(member, value, 1, 256)
    }

    /// A number of a hundred.
    pub fn percentage(&mut self, member: &str, value: Option<f64>) -> &mut Self {
        if let Some(value) = value {
            // As AWS writes it: with a fraction, always.
            let shown = format!("{value:?}");
            self.unless(value >= 0.0, member, &shown, "have value greater than or equal to 0");
            self.unless(value <= 100.0, member, &shown, "have value less than or equal to 100");
        }
        self
    }
}
