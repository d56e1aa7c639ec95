//! Lists by pages: names in order, a token means "after this name".

use std::collections::BTreeMap;
use std::ops::Bound;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::text::Text;

/// The opaque token behind `name`, the last one of a page.
pub fn token(name: &str) -> String {
    STANDARD.encode(name)
}

/// The name that a token stands for, or nothing if it is no token of ours.
pub fn after(token: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(token).ok()?).ok()
}

/// The first `size` of `names` and, where more follow, the token of the next page.
pub fn cut<T>(names: impl Iterator<Item = T>, size: usize, name: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
    let mut page: Vec<T> = names.take(size + 1).collect();
    if page.len() <= size {
        return (page, None);
    }
    page.truncate(size);
    let next = page.last().map(|last| token(name(last)));
    (page, next)
}

/// The entries whose name begins so and comes after another, in order.
pub fn named<'m, V>(
    map: &'m BTreeMap<Text, V>,
    prefix: Option<&'m str>,
    after: Option<&str>,
) -> impl Iterator<Item = (&'m Text, &'m V)> + use<'m, V> {
    let prefix = prefix.unwrap_or_default();
    let from = match after {
        Some(after) if after >= prefix => Bound::Excluded(after),
        _ => Bound::Included(prefix),
    };
    map.range::<str, _>((from, Bound::Unbounded)).take_while(move |(name, _)| name.starts_with(prefix))
}
