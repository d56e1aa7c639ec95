//! A hash map without long pauses: once it is large it is many small ones, so that it never moves all it has at once.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use foldhash::HashMap;
use foldhash::fast::FixedState;

/// How large the only map gets.
const LARGEST: usize = 1024;
/// How many maps there are then.
const PARTS: usize = 256;

/// The map.
#[derive(Clone, Debug)]
pub enum Table<K, V> {
    /// While it is small.
    One(HashMap<K, V>),
    /// By the hash of the key; and how many entries there are in all.
    Many(Box<[HashMap<K, V>]>, usize),
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Table::One(HashMap::default())
    }
}

impl<K: Eq + Hash, V> Table<K, V> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        match self {
            Table::One(map) => map.len(),
            Table::Many(_, len) => *len,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        match self {
            Table::One(map) => map.get(key),
            Table::Many(maps, _) => maps[part(key)].get(key),
        }
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        match self {
            Table::One(map) => map.get_mut(key),
            Table::Many(maps, _) => maps[part(key)].get_mut(key),
        }
    }

    /// Sets the value of a key.
    pub fn insert(&mut self, key: K, value: V) {
        self.spread();
        match self {
            Table::One(map) => {
                map.insert(key, value);
            }
            Table::Many(maps, len) => {
                let before = maps[part(&key)].insert(key, value);
                *len += usize::from(before.is_none());
            }
        }
    }

    /// Takes a key out.
    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        match self {
            Table::One(map) => map.remove(key),
            Table::Many(maps, len) => {
                let map = &mut maps[part(key)];
                let removed = map.remove(key);
                *len -= usize::from(removed.is_some());
                if map.is_empty() {
                    *map = HashMap::default();
                }
                removed
            }
        }
    }

    /// All entries, in no certain order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let (one, many) = match self {
            Table::One(map) => (Some(map), &[][..]),
            Table::Many(maps, _) => (None, &maps[..]),
        };
        one.into_iter().chain(many).flatten()
    }

    fn spread(&mut self) {
        let Table::One(map) = self else { return };
        if map.len() < LARGEST {
            return;
        }
        let len = map.len();
        let mut maps: Vec<HashMap<K, V>> = std::iter::repeat_with(HashMap::default).take(PARTS).collect();
        for (key, value) in map.drain() {
            maps[part(&key)].insert(key, value);
        }
        *self = Table::Many(maps.into(), len);
    }
}

fn part<Q: Hash + ?Sized>(key: &Q) -> usize {
    FixedState::default().hash_one(key) as usize % PARTS
}
