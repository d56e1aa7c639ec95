//! JSONPath as Step Functions has it: Jayway's dialect, reference paths, the roots `$`, `$$` and `$name`. Pure.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html>
