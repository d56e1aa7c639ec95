//! What is refused, in AWS's words.
