//! Lists of objects and of their versions by pages. What a page costs depends on its length, not on the bucket's.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html>

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::object::Object;
use crate::aws::text::Text;

/// What of a bucket is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// How keys begin.
    pub prefix: &'a str,
    /// What divides keys into folders; what lies in one is told by one entry.
    pub delimiter: Option<&'a str>,
    /// The last one of the page before: a key, or a folder.
    pub after: Option<&'a str>,
    /// Whether `after` may be a folder whose keys are to be left out as well.
    pub after_folder: bool,
    /// How many entries, folders counted too.
    pub most: usize,
}

/// A page of entries.
#[derive(Debug)]
pub struct Page<T> {
    /// By key.
    pub items: Vec<T>,
    /// Folders, by name.
    pub prefixes: Vec<String>,
    /// The last entry, where more follow.
    pub next: Option<String>,
}

impl Wanted<'_> {
    /// The folder in which a key lies.
    fn folder<'k>(&self, key: &'k str) -> Option<&'k str> {
        let delimiter = self.delimiter.filter(|delimiter| !delimiter.is_empty())?;
        let end = key[self.prefix.len()..].find(delimiter)?;
        Some(&key[..self.prefix.len() + end + delimiter.len()])
    }

    /// Where the page begins.
    fn start(&self) -> Bound<String> {
        let Some(after) = self.after.filter(|after| *after >= self.prefix) else {
            return Bound::Included(self.prefix.to_owned());
        };
        match self.after_folder && after.starts_with(self.prefix) && self.folder(after) == Some(after) {
            true => behind(after),
            false => Bound::Excluded(after.to_owned()),
        }
    }

    /// The entries of a map that are wanted; `show` makes an entry, or none of what isn't to be seen.
    pub fn page<V, T>(&self, map: &BTreeMap<Text, V>, show: impl Fn(&Text, &V) -> Option<T>) -> Page<T> {
        let mut page = Page { items: Vec::new(), prefixes: Vec::new(), next: None };
        if self.most == 0 {
            return page;
        }
        let mut last = String::new();
        let mut entries = map.range::<str, _>(borrowed(&self.start()));
        while let Some((key, value)) = entries.next().filter(|(key, _)| key.starts_with(self.prefix)) {
            let Some(item) = show(key, value) else { continue };
            if page.items.len() + page.prefixes.len() == self.most {
                page.next = Some(last);
                break;
            }
            match self.folder(key) {
                Some(folder) => {
                    last = folder.to_owned();
                    // All that lies in it is left out at once.
                    let start = behind(folder);
                    entries = map.range::<str, _>(borrowed(&start));
                    page.prefixes.push(folder.to_owned());
                }
                None => {
                    last.clear();
                    last.push_str(key);
                    page.items.push(item);
                }
            }
        }
        page
    }
}

fn borrowed(bound: &Bound<String>) -> (Bound<&str>, Bound<&str>) {
    (bound.as_ref().map(String::as_str), Bound::Unbounded)
}

/// Where the texts end that begin so. UTF-8 is in the order of its characters.
fn behind(prefix: &str) -> Bound<String> {
    let mut text = prefix.to_owned();
    while let Some(last) = text.pop() {
        let next = (last as u32 + 1..=char::MAX as u32).find_map(char::from_u32);
        if let Some(next) = next {
            text.push(next);
            return Bound::Included(text);
        }
    }
    // Nothing comes behind texts of nothing but the last character.
    Bound::Excluded(prefix.to_owned())
}

/// The newest version of an object, unless it says that there is none.
#[allow(clippy::ptr_arg, reason = "so it is kept in the map")]
pub fn current(_: &Text, versions: &Vec<Arc<Object>>) -> Option<Arc<Object>> {
    versions.last().filter(|object| !object.marker).cloned()
}

/// A page of versions: each, and whether it is the newest one.
#[derive(Debug)]
pub struct Versions {
    /// By key, the newest first.
    pub items: Vec<(Arc<Object>, bool)>,
    /// Folders, by name.
    pub prefixes: Vec<String>,
    /// Key or folder of the last entry, and its version's id, where more follow.
    pub next: Option<(String, Option<String>)>,
}

/// The versions of objects that are wanted; `after` names key and version of the last one of the page before.
pub fn versions(map: &BTreeMap<Text, Vec<Arc<Object>>>, wanted: &Wanted<'_>, after_version: Option<&str>) -> Versions {
    let mut page = Versions { items: Vec::new(), prefixes: Vec::new(), next: None };
    let mut left = wanted.most;
    if left == 0 {
        return page;
    }
    // The rest of the key on which the page before ended.
    if let (Some(key), Some(id)) = (wanted.after, after_version) {
        let rest = map.get(key).into_iter().flatten().rev().skip_while(|version| *version.version != *id).skip(1);
        let rest: Vec<_> = rest.cloned().map(|version| (version, false)).collect();
        for (version, newest) in rest {
            if left == 0 {
                page.next = last_of(&page);
                return page;
            }
            left -= 1;
            page.items.push((version, newest));
        }
        if left == 0 {
            page.next = last_of(&page);
            return page;
        }
    }
    let keys = Wanted { most: left, ..*wanted }.page(map, |_, versions| Some(versions.clone()));
    page.prefixes = keys.prefixes;
    left -= page.prefixes.len();
    for versions in keys.items {
        let newest = versions.len() - 1;
        for (i, version) in versions.into_iter().enumerate().rev() {
            if left == 0 {
                page.next = last_of(&page);
                // Folders behind the last version belong to the next page.
                let last = page.next.as_ref().map(|next| next.0.clone()).unwrap_or_default();
                page.prefixes.retain(|prefix| *prefix <= last);
                return page;
            }
            left -= 1;
            page.items.push((version, i == newest));
        }
    }
    page.next = keys.next.map(|key| {
        let version = page.items.last().filter(|(last, _)| *last.key == *key).map(|(last, _)| last.version.to_string());
        (key, version)
    });
    page
}

fn last_of(page: &Versions) -> Option<(String, Option<String>)> {
    page.items.last().map(|(last, _)| (last.key.to_string(), Some(last.version.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(keys: &[&str]) -> BTreeMap<Text, ()> {
        keys.iter().map(|key| ((*key).into(), ())).collect()
    }

    #[test]
    fn all_pages_together_are_the_whole() {
        let map = map(&["a/1", "a/2", "a0", "b", "c/d/e", "c/f", "c/\u{10FFFF}x", "d", "\u{10FFFF}/1", "\u{10FFFF}/2"]);
        for most in 1..12 {
            let (mut found, mut after) = (Vec::new(), None::<String>);
            loop {
                let wanted = Wanted {
                    delimiter: Some("/"),
                    after: after.as_deref(),
                    after_folder: true,
                    most,
                    ..Wanted::default()
                };
                let page = wanted.page(&map, |key, ()| Some(key.to_string()));
                let mut entries = [page.items, page.prefixes].concat();
                entries.sort();
                found.extend(entries);
                match page.next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
            assert_eq!(found, ["a/", "a0", "b", "c/", "d", "\u{10FFFF}/"], "by {most}");
        }
    }

    #[test]
    fn a_prefix_limits_folders_too() {
        let map = map(&["a", "c/d/e", "c/d/f", "c/g", "d"]);
        let wanted = Wanted { prefix: "c/", delimiter: Some("/"), most: 10, ..Wanted::default() };
        let page = wanted.page(&map, |key, ()| Some(key.to_string()));
        assert_eq!((page.items, page.prefixes, page.next), (vec!["c/g".to_owned()], vec!["c/d/".to_owned()], None));
    }
}
