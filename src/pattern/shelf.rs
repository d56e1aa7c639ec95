//! The patterns of a node that are filed by one path, by what they want there.

use foldhash::HashMap;

use super::address;
use super::fold;
use super::list::{Above, Entry, Found, List, take_out};
use super::ranges::Ranges;
use super::rule::{Rule, Scalar};
use super::slot::{self, Cut, Cutting, Probe, Slot};
use super::subject::{Leaf, Subject};
use super::table::Table;

/// How much worse than a whole value the others are, where as many patterns have them: more events fit, or it takes
/// longer to find them.
const AFFIX_WEIGHT: usize = 2;
const PIECE_WEIGHT: usize = 3;
const PRESENT_WEIGHT: usize = 4;
/// A value leads to few places of those above, and a crowd there is told apart by the next field; but it may be in any
/// number of ranges, and so on. These come last, and it is places that count, not how many are there.
pub const PLACE_WEIGHT: usize = 1 << 20;

/// The patterns. Many paths have but one that wants any value, so the others are apart.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    present: Option<List>,
    values: Option<Box<Values>>,
}

#[derive(Clone, Debug, Default)]
struct Values {
    /// What is looked up of a value, in order, each with the number of its cuttings.
    probes: Vec<(Probe, u32)>,
    cuttings: Table<Cutting, List>,
    ranges: Option<Box<Ranges>>,
    buts: Option<Box<Buts>>,
}

/// Patterns that want any value but some, in groups by one of those.
#[derive(Clone, Debug, Default)]
struct Buts {
    groups: HashMap<u64, (Rule, List)>,
    /// How many rules shut each value out.
    counts: Table<u64, u32>,
    len: usize,
}

impl Shelf {
    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.present.is_none() && self.values.is_none()
    }

    /// About how many patterns will be tried in vain for one more with this rule.
    pub fn cost(shelf: Option<&Shelf>, rule: &Rule) -> usize {
        let mut slots = Vec::new();
        rule.slots(&mut slots);
        slots.iter().map(|slot| Shelf::cost_at(shelf, slot)).min().unwrap_or(0)
    }

    fn cost_at(shelf: Option<&Shelf>, slot: &Slot<'_>) -> usize {
        let values = shelf.and_then(|shelf| shelf.values.as_deref());
        let (weight, crowd) = match slot {
            Slot::Cut(cutting) => {
                let weight = match cutting.probe.cut {
                    Cut::Plain | Cut::Whole | Cut::FoldedWhole => 1,
                    Cut::Piece => PIECE_WEIGHT,
                    _ => AFFIX_WEIGHT,
                };
                (weight, values.and_then(|values| values.cuttings.get(cutting)).map_or(0, List::len))
            }
            Slot::Range(..) => {
                (PLACE_WEIGHT, values.and_then(|values| values.ranges.as_deref()).map_or(0, Ranges::places))
            }
            Slot::But(hash, _) => {
                let buts = values.and_then(|values| values.buts.as_deref());
                let others = |buts: &Buts| buts.groups.len() - usize::from(buts.groups.contains_key(hash));
                (PLACE_WEIGHT, buts.map_or(0, others))
            }
            Slot::Present => (PRESENT_WEIGHT, shelf.and_then(|shelf| shelf.present.as_ref()).map_or(0, List::len)),
        };
        weight * (1 + crowd)
    }

    /// Files a pattern by one of its rules of this path.
    pub fn add(&mut self, rule: &Rule, entry: Entry, above: Above<'_>) {
        let mut slots = Vec::new();
        rule.slots(&mut slots);
        if let Some(Slot::But(..)) = slots.first() {
            return self.add_but(&slots, entry, above);
        }
        match slots.iter().min_by_key(|slot| Shelf::cost_at(Some(self), slot)) {
            Some(Slot::Cut(cutting)) => self.values.get_or_insert_default().add(*cutting, entry, above),
            Some(Slot::Range(low, high)) => {
                let ranges = self.values.get_or_insert_default().ranges.get_or_insert_default();
                ranges.add((*low, *high), entry, above);
            }
            Some(_) => self.add_present(entry, above),
            None => {}
        }
    }

    fn add_present(&mut self, entry: Entry, above: Above<'_>) {
        match &mut self.present {
            Some(list) => {
                list.add(entry, above);
            }
            None => self.present = Some(List::One(entry)),
        }
    }

    /// Of the values that are shut out, the group is that of the one that most patterns shut out.
    fn add_but(&mut self, slots: &[Slot<'_>], entry: Entry, above: Above<'_>) {
        let buts = self.values.get_or_insert_default().buts.get_or_insert_default();
        buts.len += 1;
        let mut most = 0;
        let mut chosen = None;
        for slot in slots {
            let Slot::But(hash, rule) = slot else { continue };
            let count = 1 + buts.counts.get(hash).copied().unwrap_or(0);
            buts.counts.insert(*hash, count);
            if count > most {
                (most, chosen) = (count, Some((*hash, *rule)));
            }
        }
        let Some((hash, rule)) = chosen else { return };
        match buts.groups.get_mut(&hash) {
            None => {
                buts.groups.insert(hash, (rule.clone(), List::One(entry)));
            }
            Some((same, list)) if same == rule => {
                list.add(entry, above);
            }
            // Another rule of the same hash.
            Some(_) => self.add_present(entry, above),
        }
    }

    /// Takes a pattern out, at all the places that this rule may have been filed at.
    pub fn remove(&mut self, rule: &Rule, entry: Entry, above: Above<'_>) {
        let mut slots = Vec::new();
        rule.slots(&mut slots);
        for slot in &slots {
            match (slot, &mut self.values) {
                (Slot::Cut(cutting), Some(values)) => values.remove(*cutting, entry, above),
                (Slot::Range(low, high), Some(values)) => {
                    if let Some(ranges) = &mut values.ranges {
                        ranges.remove((*low, *high), entry, above);
                        if ranges.places() == 0 {
                            values.ranges = None;
                        }
                    }
                }
                (Slot::But(hash, _), Some(values)) => {
                    if let Some(buts) = &mut values.buts {
                        buts.remove(*hash, entry, above);
                    }
                }
                _ => {}
            }
        }
        if let (Some(Slot::But(..)), Some(values)) = (slots.first(), &mut self.values)
            && let Some(buts) = &mut values.buts
        {
            buts.len -= 1;
            if buts.len == 0 {
                values.buts = None;
            }
        }
        if let Some(Slot::But(..) | Slot::Present) = slots.first() {
            take_out(&mut self.present, entry, above);
        }
        if self.values.as_ref().is_some_and(|values| values.is_empty()) {
            self.values = None;
        }
    }

    /// Finds the patterns that may fit, given all values of the path.
    pub fn visit(&self, leaves: &[Leaf<'_>], subject: &Subject<'_>, found: &mut Found) {
        if leaves.is_empty() {
            return;
        }
        if let Some(present) = &self.present {
            present.visit(subject, found);
        }
        let Some(values) = &self.values else { return };
        if let Some(buts) = &values.buts {
            for (rule, list) in buts.groups.values() {
                if !leaves.iter().all(|leaf| rule.takes(&leaf.value)) {
                    list.visit(subject, found);
                }
            }
        }
        for leaf in leaves {
            match &leaf.value {
                Scalar::Text(text) => values.visit_text(text, subject, found),
                Scalar::Number(number) => {
                    values.look_up(Cut::Plain, 0, slot::number(*number), subject, found);
                    if let Some(ranges) = &values.ranges {
                        ranges.visit(slot::rank(*number), subject, found);
                    }
                }
                Scalar::Bool(value) => {
                    values.look_up(Cut::Plain, 0, slot::plain(b'b', u64::from(*value)), subject, found);
                }
                Scalar::Null => values.look_up(Cut::Plain, 0, slot::plain(b'0', 0), subject, found),
            }
            found.tidy();
        }
    }
}

impl Buts {
    fn remove(&mut self, hash: u64, entry: Entry, above: Above<'_>) {
        match self.counts.get_mut(&hash) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                self.counts.remove(&hash);
            }
        }
        if self.groups.get_mut(&hash).is_some_and(|(_, list)| list.remove(entry, above) == 0) {
            self.groups.remove(&hash);
        }
    }
}

impl Values {
    fn is_empty(&self) -> bool {
        self.cuttings.is_empty() && self.ranges.is_none() && self.buts.is_none()
    }

    fn add(&mut self, cutting: Cutting, entry: Entry, above: Above<'_>) {
        if let Some(list) = self.cuttings.get_mut(&cutting) {
            list.add(entry, above);
            return;
        }
        self.cuttings.insert(cutting, List::One(entry));
        match self.probes.binary_search_by_key(&cutting.probe, |(probe, _)| *probe) {
            Ok(at) => self.probes[at].1 += 1,
            Err(at) => self.probes.insert(at, (cutting.probe, 1)),
        }
    }

    fn remove(&mut self, cutting: Cutting, entry: Entry, above: Above<'_>) {
        if self.cuttings.get_mut(&cutting).is_none_or(|list| list.remove(entry, above) > 0) {
            return;
        }
        self.cuttings.remove(&cutting);
        if let Ok(at) = self.probes.binary_search_by_key(&cutting.probe, |(probe, _)| *probe) {
            self.probes[at].1 -= 1;
            if self.probes[at].1 == 0 {
                self.probes.remove(at);
            }
        }
    }

    fn look_up(&self, cut: Cut, len: u32, hash: u64, subject: &Subject<'_>, found: &mut Found) {
        if let Some(list) = self.cuttings.get(&Cutting { probe: Probe { cut, len }, hash }) {
            list.visit(subject, found);
        }
    }

    /// Looks up all cuttings of a string.
    fn visit_text(&self, text: &str, subject: &Subject<'_>, found: &mut Found) {
        let mut folded = None;
        let mut address = None;
        for probes in self.probes.chunk_by(|(one, _), (next, _)| one.cut == next.cut) {
            let Some((Probe { cut, .. }, _)) = probes.first() else { continue };
            let text = match cut {
                Cut::FoldedWhole | Cut::FoldedStart | Cut::FoldedEnd => {
                    folded.get_or_insert_with(|| fold::folded(text)).as_str()
                }
                _ => text,
            };
            let lengths = probes.iter().map(|(probe, _)| probe.len);
            match cut {
                Cut::Plain => {}
                Cut::Whole | Cut::FoldedWhole => {
                    self.look_up(*cut, 0, slot::hash(text.as_bytes()), subject, found);
                }
                Cut::Start | Cut::FoldedStart => {
                    self.visit_ends(*cut, lengths, text.len(), text.bytes(), subject, found);
                }
                Cut::End | Cut::FoldedEnd => {
                    self.visit_ends(*cut, lengths, text.len(), text.bytes().rev(), subject, found);
                }
                Cut::Piece => {
                    for len in lengths {
                        for piece in text.as_bytes().windows(len as usize) {
                            self.look_up(Cut::Piece, len, slot::hash(piece), subject, found);
                            found.tidy();
                        }
                    }
                }
                Cut::Block4 | Cut::Block6 => {
                    let Some(address) = *address.get_or_insert_with(|| address::parse(text)) else { continue };
                    for len in lengths.filter(|_| address.is_ipv4() == (*cut == Cut::Block4)) {
                        if let Slot::Cut(cutting) = slot::block(address, len) {
                            self.look_up(*cut, len, cutting.hash, subject, found);
                        }
                    }
                }
            }
        }
    }

    /// Looks up the first bytes, by all lengths that are asked for, in one go.
    fn visit_ends(
        &self,
        cut: Cut,
        lengths: impl Iterator<Item = u32>,
        most: usize,
        mut bytes: impl Iterator<Item = u8>,
        subject: &Subject<'_>,
        found: &mut Found,
    ) {
        let (mut hash, mut at) = (slot::ROLLING, 0);
        for len in lengths.take_while(|len| *len as usize <= most) {
            hash = bytes.by_ref().take((len - at) as usize).fold(hash, slot::roll);
            at = len;
            self.look_up(cut, len, hash, subject, found);
        }
    }
}
