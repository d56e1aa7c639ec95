//! Schedule groups and their tags.
