//! Intrinsic functions and payload templates. Pure.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html>
